"""What can be written at a place: the words of the text's tongue that fit, and the names that would mean something."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from lsprotocol import types

from dutylang.diagnostics import catalogue
from dutylang.lsp.analysis import Analysis, Parsed
from dutylang.lsp.expecting import Expected, expected_at
from dutylang.lsp.index import Index, Symbol
from dutylang.lsp.resolving import Wanted
from dutylang.lsp.workspace import View
from dutylang.policy.declarations import Sort
from dutylang.syntax.lexicon import ENGLISH, OPENERS, lexicon, tongues
from dutylang.syntax.written_names import can_be_name

KINDS: Mapping[Sort, types.CompletionItemKind] = {
    Sort.ROLE: types.CompletionItemKind.Class,
    Sort.CASE: types.CompletionItemKind.Struct,
    Sort.RECORD: types.CompletionItemKind.Struct,
    Sort.EVENT: types.CompletionItemKind.Event,
    Sort.FIELD: types.CompletionItemKind.Field,
    Sort.VALUE: types.CompletionItemKind.EnumMember,
    Sort.PARAMETER: types.CompletionItemKind.Constant,
    Sort.GRADE: types.CompletionItemKind.EnumMember,
    Sort.DEFINITION: types.CompletionItemKind.Variable,
    Sort.FIGURE: types.CompletionItemKind.Variable,
    Sort.TABLE: types.CompletionItemKind.Variable,
    Sort.JUDGEMENT: types.CompletionItemKind.Variable,
}
_STRING = re.compile(r"[\"“][^\"”]*$")
_USE = re.compile(r"[ \t\u3000]*(?:use|引用)[ \t\u3000]*[\"“](?P<path>[^\"”]*)$")
_REMARK = re.compile(r"(?:^|\s)(?:--|#)")


def completion(view: View, offset: int, tongue: str) -> list[types.CompletionItem]:
    """What can be written at a character, the names that fit first. `tongue`: in which details are told."""
    text = view.text
    line = text.string[text.line_starts[text.line_of(offset)] : offset]
    used = _USE.match(line)
    if used is not None:
        return list(_paths(view, offset - len(used["path"]), offset))
    if _STRING.search(line) or _REMARK.search(line):
        return []
    expected = expected_at(view.analysis, view.parsed, offset)
    return [*_names(expected, view, offset, tongue), *_words(expected, view, offset, tongue)]


def _paths(view: View, start: int, offset: int) -> Iterator[types.CompletionItem]:
    """The other texts of the policy, by their paths from this one."""
    folder = posixpath.dirname(view.parsed.name)
    for name in view.analysis.texts:
        if name != view.parsed.name and "://" not in name:
            path = posixpath.relpath(name, folder)
            yield _item(view, path, types.CompletionItemKind.File, "", start, offset, "0")


def _words(expected: Expected, view: View, offset: int, tongue: str) -> Iterator[types.CompletionItem]:
    detail = catalogue.text("lsp.complete.keyword", tongue)
    for word, terminal, start in expected.words:
        order = "1" if terminal in OPENERS else "2"
        yield _item(view, word, types.CompletionItemKind.Keyword, detail, start, offset, order)


def _names(expected: Expected, view: View, offset: int, tongue: str) -> Iterator[types.CompletionItem]:
    start = expected.names_from
    if start is None:
        return
    written = view.text.string[start:offset]
    index = view.analysis.index
    writing = written_of(view.analysis, view.parsed)
    for symbol, sort in _fitting(expected.wanted, index):
        name = writing.get(symbol.name, symbol.name)
        if _fits(written, name):
            label = index.label(symbol.name, tongue)
            what = catalogue.text(f"lsp.sort.{sort.value}", tongue)
            detail = what if label == name else f"{what} · {label}"
            kind = KINDS.get(symbol.sort, types.CompletionItemKind.Function)
            near = expected.wanted is not None and _is_of_shape(symbol, expected.wanted, index)
            yield _item(view, name, kind, detail, start, offset, "00" if near else "01")


def _is_of_shape(symbol: Symbol, wanted: Wanted, index: Index) -> bool:
    """Whether it is a field of the record or event that is looked at."""
    return symbol.sort is Sort.FIELD and any(index.field(each, symbol.name) for each in wanted.shapes)


def _fitting(wanted: Wanted | None, index: Index) -> Iterator[tuple[Symbol, Sort]]:
    """The symbols that a name can mean, with the sort under which each is first declared."""
    if wanted is not None and wanted.declares:
        return
    for symbol, entries in index.by_symbol.items():
        if wanted is None or _is_wanted(symbol, wanted, index):
            yield symbol, entries[0].sort


def _is_wanted(symbol: Symbol, wanted: Wanted, index: Index) -> bool:
    if wanted.values:
        return symbol.sort is Sort.VALUE and symbol.name in wanted.values
    if symbol.sort is Sort.VALUE and Sort.FIELD in wanted.sorts:
        return False  # a value stands only where one is expected
    if symbol.sort is Sort.FIELD and Sort.FIELD in wanted.sorts:
        return _is_of_shape(symbol, wanted, index) or (
            len(wanted.sorts) > 1 and symbol.name in index.case_fields
        )
    return symbol.sort in wanted.sorts


def _fits(written: str, name: str) -> bool:
    """Whether the letters written so far stand in the name in this order, from its first on."""
    if not written:
        return True
    rest = iter(name.casefold())
    return name[:1].casefold() == written[:1].casefold() and all(sign in rest for sign in written.casefold())


def _item(
    view: View, word: str, kind: types.CompletionItemKind, detail: str, start: int, end: int, order: str
) -> types.CompletionItem:
    return types.CompletionItem(
        label=word,
        kind=kind,
        detail=detail or None,
        sort_text=f"{order}{word}",
        filter_text=view.text.string[start:end] if not word.isascii() else None,
        text_edit=types.TextEdit(view.text.range(start, end), word),
    )


def written_of(analysis: Analysis, parsed: Parsed) -> Mapping[str, str]:
    """By canonical name: how a text writes it, where it does not write the name itself."""
    if parsed.tongue == ENGLISH or parsed.tongue not in tongues():
        return {}
    words = lexicon(parsed.tongue)
    found: dict[str, str] = {}
    for word, name in analysis.known(parsed).items():
        if word != name and can_be_name(word, words):
            found.setdefault(name, word)
    return found
