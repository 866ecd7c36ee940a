"""An English line that cannot be read → what its writer may have done, each with the edit that would mend it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence

import attrs

from dutylang.syntax.from_text.edits import Suggestion
from dutylang.syntax.from_text.forms import forms
from dutylang.syntax.from_text.literals import Fault
from dutylang.syntax.from_text.tokens import END_OF_LINE, FAULTY, NAME, Edit, Token
from dutylang.syntax.habits import CONFUSED, HABITS
from dutylang.syntax.lexicon import CHINESE, ENGLISH, OPENERS, Lexicon, lexicon
from dutylang.syntax.near_misses import keywords_like

FARTHEST_SLIP = 12
"""Words before the place of a failure among which the slip is looked for."""
LONGEST_WINDOW = 7
"""Words of the longest keyword that a slip is compared with."""
FILLERS = frozenset({"the"})
"""Words that everyday language puts before names."""
SURE_SLIP = 0.8
"""Share of matching characters from which a slip is believed where the line has another fault too."""
MOST_WORDS = 4
"""Words that are taken for one name, written apart."""

_COMMENT = re.compile(r"//+|/\*+|<!--|;;|%%")
_NUMBERING = re.compile(r"[ \t]*((?:[(\[]?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)\]])+)[ \t]+(?=\S)")
_BULLET = re.compile(r"[ \t]*((?:\d{1,2}[.)])|[•·●▪◦‣*+–—])[ \t]*(?=\S)")
_SIGNS = re.compile(r"[^\w\s\"“”|]+|[\u200b-\u200f\u2060\ufeff\u00ad]+")
_BLANK = re.compile(r"[\[<{][ \w./-]*[\]>}]|\.\.\.+|…+|\?\?+|\b(?:TODO|TBD|XXX+|FIXME)\b")
_TITLED = OPENERS | {"VERSION", "TIMEZONE", "CALENDAR"}
_LINKS = frozenset({",", ";", ".", ":", "，", "；", "。", "：", "-", "–", "—", "and", "then"})
_DECLARED = re.compile(
    r"^[ \t]*(policy|role|case|record|event|term|parameter|judgement|define|duty|prohibition|permission|checklist"
    r"|table|exception|handover|liability|exemption|scale|portfolio)[ \t]+(\w+(?:[ \t-]\w+)*)",
    re.MULTILINE,
)


@attrs.frozen(eq=False)
class Written:
    """The characters `[start, stop)` of a line, in plain signs, and the names that the text declares."""

    text: str
    start: int
    stop: int
    declared: Mapping[str, str]


def declared_in(text: str) -> dict[str, str]:
    """From each name that a text declares, written as one word, to the keyword that declares it."""
    found: dict[str, str] = {}
    for match in _DECLARED.finditer(text):
        words = match[2].split()
        found.setdefault(words[0].replace("-", "_"), match[1])
        for count in range(2, min(len(words), MOST_WORDS) + 1):
            found.setdefault("_".join(words[:count]).replace("-", "_"), match[1])
    return found


def suggestions(
    tokens: Sequence[Token], index: int, written: Written, words: Lexicon
) -> Iterator[Suggestion]:
    """What may be wrong with a line that stops at `tokens[index]`, the likeliest first."""
    found = tokens[index]
    for form in forms(written.text, written.start, written.stop, ENGLISH):
        if form.edit.start <= found.end:
            yield form
    yield from _beginnings(found, written)
    yield from _other_words(tokens, index, words)
    yield from _fillers(tokens, index)
    yield from _slips(tokens, index, words)
    yield from _names(tokens, index, written)
    yield from _breaks(tokens, index, written)
    yield from _quotation(tokens, index, written, words)
    yield from _signs(tokens, index, written)


def placeholder(written: Written, found: Token) -> Suggestion | None:
    """What a template or a draft leaves to be filled in, where the line stops."""
    blank = _BLANK.match(written.text, found.start, written.stop)
    if blank is None or blank.end() == written.start:
        return None
    edit = Edit(*blank.span(), "")
    return Suggestion("S144", edit, {"found": blank.group()}, offered=False)


def _beginnings(found: Token, written: Written) -> Iterator[Suggestion]:
    """Signs of comments, of items and of paragraphs as other texts write them."""
    if comment := _COMMENT.match(written.text, found.start, written.stop):
        yield Suggestion("S019", Edit(*comment.span(), "--"), {"found": comment.group()})
    if numbering := _NUMBERING.match(written.text, written.start, written.stop):
        edit = Edit(numbering.start(1), numbering.end(), "")
        yield Suggestion("S023", edit, {"found": numbering[1]}, *numbering.span(1), leads=True)
    if bullet := _BULLET.match(written.text, written.start, written.stop):
        edit = Edit(bullet.start(1), bullet.end(), "- ")
        yield Suggestion("S025", edit, {"found": bullet[1]}, *bullet.span(1))


def _other_words(tokens: Sequence[Token], index: int, words: Lexicon) -> Iterator[Suggestion]:
    """Words that other texts use for a keyword, and keywords of the other tongue."""
    habits, confused, foreign = HABITS[ENGLISH], CONFUSED[ENGLISH], lexicon(CHINESE)
    for start, stop in _windows(tokens, index):
        text = _text_of(tokens[start:stop])
        for keyword in (*habits.get(text, ()), *habits.get(text.lower(), ())):
            yield _word("S012", tokens[start:stop], keyword, leads=True)
        if stop - start == 1:
            for meaning in foreign.meanings.get(text, ()):
                own = words.spellings.get(meaning)
                if own:
                    yield _word("S017", tokens[start:stop], own[0], leads=True)
    for start, stop in _windows(tokens, index):
        if start >= index - 1:
            for keyword in confused.get(_text_of(tokens[start:stop]), ()):
                yield _word("S146", tokens[start:stop], keyword)


def _slips(tokens: Sequence[Token], index: int, words: Lexicon) -> Iterator[Suggestion]:
    """Keywords that differ from what is written in a letter or two, or in a space."""
    for start, stop in _windows(tokens, index):
        window = tokens[start:stop]
        plain = all(is_word(token.text) for token in window)
        if not plain or (stop - start == 1 and window[0].terminal not in (NAME, FAULTY)):
            continue
        text = _text_of(window)
        for keyword in keywords_like(text, words):
            alike = difflib.SequenceMatcher(None, text, keyword).ratio()
            opens = any(meaning.terminal in OPENERS for meaning in words.meanings[keyword])
            yield _word("S012", window, keyword, leads=alike >= SURE_SLIP and not opens)


def _word(code: str, window: Sequence[Token], keyword: str, *, leads: bool = False) -> Suggestion:
    written = _text_of(window)
    start, end = window[0].start, window[-1].end
    args = {"written": written, "keyword": keyword}
    return Suggestion(code, Edit(start, end, keyword), args, leads=leads)


def _names(tokens: Sequence[Token], index: int, written: Written) -> Iterator[Suggestion]:
    """A name written as several words, or with hyphens."""
    for first in range(max(index - MOST_WORDS, 0), index + 1):
        declares = first == 1 and any(terminal in OPENERS for terminal, _ in tokens[0].readings)
        for last in range(min(first + 2 * MOST_WORDS, len(tokens)) - 1, max(first, index - 1), -1):
            window = tokens[first : last + 1]
            parts = [token.text for token in window if token.text != "-"]
            named = all(token.terminal == NAME for token in window if token.text != "-")
            if not named or len(parts) < 2 or window[-1].text == "-" or len(set(parts)) < len(parts):
                continue
            joined = "_".join(parts)
            if declares or joined in written.declared:
                start, end = window[0].start, window[-1].end
                args = {"name": written.text[start:end], "joined": joined}
                yield Suggestion("S143", Edit(start, end, joined), args, leads=True)


def _fillers(tokens: Sequence[Token], index: int) -> Iterator[Suggestion]:
    """Articles before names, as everyday language has them."""
    for at in range(min(index, len(tokens) - 2), max(index - FARTHEST_SLIP, 0) - 1, -1):
        word = tokens[at]
        if word.text.lower() in FILLERS:
            edit = Edit(word.start, tokens[at + 1].start, "")
            yield Suggestion("S148", edit, {"found": word.text}, word.start, word.end, leads=True)


def _breaks(tokens: Sequence[Token], index: int, written: Written) -> Iterator[Suggestion]:
    """Two lines written as one."""
    found = tokens[index]
    if index == 0 or found.terminal == END_OF_LINE:
        return
    before = tokens[index - 1].end
    line = written.text[written.start : written.stop]
    indent = line[: len(line) - len(line.lstrip())]
    following = tokens[index + 1] if found.text in _LINKS else found
    if following.terminal != END_OF_LINE:
        edit = Edit(before, following.start, f"\n{indent}")
        yield Suggestion("S141", edit, {"word": following.text}, found.start, found.end, leads=True)


def _quotation(tokens: Sequence[Token], index: int, written: Written, words: Lexicon) -> Iterator[Suggestion]:
    """The rest of a line that should stand in quotation marks."""
    rest = tokens[index:-1]
    value = tokens[index].value
    titled = any(terminal in _TITLED for terminal, _ in tokens[0].readings)
    if (
        not titled
        or (isinstance(value, Fault) and value.code != "S002")
        or not tokens[index].text[:1].isalnum()
    ):
        return
    known = any(each.text in words.meanings and is_word(each.text) for each in rest)
    if rest and not known and not any('"' in each.text or "“" in each.text for each in rest):
        start, end = rest[0].start, rest[-1].end
        text = written.text[start:end]
        yield Suggestion("S130", Edit(start, end, f'"{text}"'), {"found": text, "before": ""})


def _signs(tokens: Sequence[Token], index: int, written: Written) -> Iterator[Suggestion]:
    """Signs that may simply go."""
    found = tokens[index]
    comma = found.terminal == END_OF_LINE and index > 0 and tokens[index - 1].terminal == "COMMA"
    if comma or not (sign := _SIGNS.match(written.text, found.start, written.stop)):
        return
    for end in (sign.end(), sign.start() + 1):
        args = {"character": written.text[sign.start() : end]}
        yield Suggestion("S002", Edit(sign.start(), end, ""), args, help="remove", leads=True)


def _windows(tokens: Sequence[Token], index: int) -> Iterator[tuple[int, int]]:
    """Stretches of words: from the place of the failure backwards, the longest first."""
    for start in range(min(index, len(tokens) - 2), max(index - FARTHEST_SLIP, 0) - 1, -1):
        for stop in range(min(len(tokens) - 1, start + LONGEST_WINDOW), start, -1):
            yield start, stop


def _text_of(window: Sequence[Token]) -> str:
    return " ".join(token.text for token in window)


def is_word(text: str) -> bool:
    """Whether a text is made of letters, digits, spaces and underscores."""
    return text.replace(" ", "").replace("_", "").isalnum()
