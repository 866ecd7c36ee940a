"""A page as a test reads it: its elements, its texts, and what a browser would run or fetch."""

import re
from html.parser import HTMLParser

import attrs

VOID = {"meta", "col", "input", "br", "link", "img", "hr", "base"}
Attributes = tuple[tuple[str, str], ...]


@attrs.define
class Page(HTMLParser):
    """The elements in their order, each with its attributes and whatever text stands in it."""

    elements: list[tuple[str, dict[str, str]]] = attrs.field(factory=list)
    texts: list[tuple[str, str]] = attrs.field(factory=list)
    unclosed: list[str] = attrs.field(factory=list)
    comments: list[str] = attrs.field(factory=list)

    def __attrs_post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.unclosed.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed, f"</{tag}> closes nothing"
        assert self.unclosed.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.unclosed[-1] if self.unclosed else "", data))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    @property
    def tags(self) -> list[str]:
        return [tag for tag, _ in self.elements]

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for each, attributes in self.elements if each == tag]

    def text_of(self, tag: str) -> str:
        return "".join(text for each, text in self.texts if each == tag)


def page_of(text: str) -> Page:
    page = Page()
    page.feed(text)
    page.close()
    assert page.unclosed == []
    return page


def part(text: str, anchor: str) -> str:
    """The section of a page with this id."""
    found = re.search(rf'<section id="{anchor}">.*?</section>', text, re.DOTALL)
    assert found is not None, anchor
    return found[0]


def words_of(text: str) -> str:
    """The visible words, with single spaces."""
    return " ".join(" ".join(words for tag, words in page_of(text).texts if tag != "title").split())
