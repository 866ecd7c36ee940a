"""Collects the names of a Chinese text before anything is cut: where each is declared, and for which id.

A declared name reaches up to the next space, sign or line end, whatever it contains.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property

import attrs

from dutylang.diagnostics.model import Diagnostic
from dutylang.source import Source
from dutylang.syntax.from_text.numerals_zh import number_from_numeral
from dutylang.syntax.from_text.pieces_zh import SPACES, Piece
from dutylang.syntax.from_text.tokens import Token
from dutylang.syntax.lexicon import CHINESE, OPENERS, Lexicon, Meaning, lexicon
from dutylang.syntax.written_names import can_be_name

_GAP = rf"[{SPACES}]*"
_SIGN = r"[^\s，；。：、“”\"()|=;,<>≥≤≠+*/!]"
_WORD = rf"{_SIGN}+"
_NAMED = OPENERS - {"USE", "GRADES", "CHAPTER", "ARTICLE", "SCENARIO"}
_WITH_FIELDS = frozenset({"CASE", "RECORD", "EVENT"})
_FIRST_WORD = re.compile(rf"{_GAP}({_WORD})")
_BULLET = re.compile(rf"{_GAP}-{_GAP}({_WORD})")
_HEADING = re.compile(rf"{_GAP}第[^\s]+[条章]")
_OWN_LABEL = re.compile(rf"{_GAP}(?:中文{_GAP})?[“\"]([^”\"\n]*)[”\"]")
_LATIN = re.compile(r"[A-Za-z_]\w*")


@attrs.frozen
class Names:
    """The names of a text: what each written name stands for, and where names are declared.

    An undeclared name that has been reported joins `ids`, so that it is reported once.
    """

    ids: dict[str, str]
    declared_at: Mapping[int, int]
    """From the first character of a declared name to the end of it."""
    lengths: dict[str, tuple[int, ...]]
    """How many characters the names and keywords have that begin with a character, the least first."""
    diagnostics: tuple[Diagnostic, ...]

    def add(self, word: str, name: str) -> None:
        """A written name found while reading, and what it stands for."""
        self.ids[word] = name
        known = self.lengths.get(word[:1], ())
        self.lengths[word[:1]] = tuple(sorted({*known, len(word)}))


class KnownWords(dict[str, str]):
    """Names that a text knows from elsewhere, by how they are written.

    What is worked out of them is kept with them, for whoever reads many short texts with the same names.
    """

    @cached_property
    def explicit(self) -> frozenset[str]:
        """Those that stand for an id of their own."""
        return frozenset(word for word, name in self.items() if word != name)

    @cached_property
    def lengths(self) -> Mapping[str, tuple[int, ...]]:
        """How many characters they and all keywords have that begin with a character, the least first."""
        words = lexicon(CHINESE)
        return _lengths([*words.meanings, *words.shipped, *self], {})


_NO_WORDS = KnownWords()


@attrs.define
class _Collector:
    source: Source
    text: str
    words: Lexicon
    ids: dict[str, str]
    explicit: set[str] = attrs.field(factory=set)
    declared_at: dict[int, int] = attrs.field(factory=dict)
    diagnostics: list[Diagnostic] = attrs.field(factory=list)
    labels: dict[str, set[str]] = attrs.field(factory=dict)

    def declare(self, piece: Piece, start: int, end: int) -> int:
        """A declared name at a place, with the id or label that follows; gives where it all ends."""
        word = self.text[start:end]
        self.declared_at[start] = end
        if self.words.is_keyword(word):
            self._report("S020", piece, start, end, word=word)
        match = _id_pattern().match(self.text, end, piece.stop)
        if match:
            self._bind(piece, start, end, word, match[1])
            self.ids.setdefault(match[1], match[1])
            self.declared_at[match.start(1)] = match.end(1)
            return match.end()
        self.ids.setdefault(word, word)
        label = _OWN_LABEL.match(self.text, end, piece.stop)
        if label and label[1] != word and can_be_name(label[1], self.words):
            self.labels.setdefault(label[1], set()).add(self.ids[word])
        return end

    def bind_labels(self) -> None:
        """Labels in quotation marks that belong to one name alone may be written for it."""
        for label, names in self.labels.items():
            if len(names) == 1 and label not in self.ids:
                self.ids[label] = next(iter(names))

    def _bind(self, piece: Piece, start: int, end: int, word: str, name: str) -> None:
        if word in self.explicit and self.ids[word] != name:
            self._report("S061", piece, start, end, name=word, first=self.ids[word], second=name)
            return
        self.ids[word] = name
        self.explicit.add(word)

    def _report(self, code: str, piece: Piece, start: int, end: int, **args: object) -> None:
        token = Token(self.text[start:end], (), start, end, piece.line, start - piece.line_start + 1)
        self.diagnostics.append(Diagnostic(code, token.span(self.source), args))


def names_of(source: Source, text: str, pieces: Sequence[Piece], known: Mapping[str, str]) -> Names:
    """The names of a text and those that it knows from the files it uses. `text` is narrowed."""
    others = known if isinstance(known, KnownWords) else KnownWords(known) if known else _NO_WORDS
    collector = _Collector(source, text, lexicon(CHINESE), dict(others))
    collector.explicit.update(others.explicit)
    block = ""
    row = 0
    for piece in pieces:
        opener = _opener_pattern().match(text, piece.start, piece.stop)
        if opener:
            block, row = _terminal(opener[1]), 0
            _opened(collector, piece, block, opener.end())
        elif _HEADING.match(text, piece.start, piece.stop):
            block = ""
        else:
            row = _inside(collector, piece, block, row)
    collector.bind_labels()
    ids = collector.ids
    for word in collector.words.shipped:
        ids.setdefault(word, word)
    lengths = {**others.lengths, **_lengths(ids.keys() - others.keys(), others.lengths)}
    return Names(ids, collector.declared_at, lengths, tuple(collector.diagnostics))


def _lengths(words: Iterable[str], before: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """By the first character of some words, how long they and the earlier ones are."""
    found: dict[str, set[int]] = defaultdict(set)
    for each in words:
        found[each[:1]].add(len(each))
    return {first: tuple(sorted(many.union(before.get(first, ())))) for first, many in found.items()}


def _opened(collector: _Collector, piece: Piece, terminal: str, position: int) -> None:
    """The names on a line that opens a block or a declaration."""
    if terminal in _NAMED:
        word = _FIRST_WORD.match(collector.text, position, piece.stop)
        if word and collector.text[position : word.start(1)]:
            collector.declare(piece, *word.span(1))
    elif terminal == "GRADES":
        _list(collector, piece, position)


def _inside(collector: _Collector, piece: Piece, block: str, row: int) -> int:
    """The names on a line inside a block; gives the number of table rows so far."""
    text = collector.text
    match block:
        case "CASE" | "RECORD" | "EVENT":
            if word := _FIRST_WORD.match(text, piece.start, piece.stop):
                end = collector.declare(piece, *word.span(1))
                # Also inside the name: a name that has swallowed the keyword is reported as just that.
                choices = text.find(_one_of(), word.start(1) + 1, piece.stop)
                if choices >= 0:
                    _list(collector, piece, max(end, choices + len(_one_of())))
        case "CHECKLIST":
            if bullet := _BULLET.match(text, piece.start, piece.stop):
                collector.declare(piece, *bullet.span(1))
        case "TABLE" if text[piece.start : piece.stop].lstrip(SPACES).startswith("|"):
            _table_row(collector, piece, row)
            return row + 1
        case "LIABILITY":
            for degree in _degree_pattern().finditer(text, piece.start, piece.stop):
                collector.declare(piece, *degree.span(1))
            if kinds := _kinds_pattern().match(text, piece.start, piece.stop):
                _list(collector, piece, kinds.end())
        case "POLICY":
            if plain := _header_pattern().match(text, piece.start, piece.stop):
                collector.ids.setdefault(plain[1], plain[1])
        case _:
            pass
    return row


def _list(collector: _Collector, piece: Piece, position: int) -> None:
    """Names with `、` between them."""
    while word := _FIRST_WORD.match(collector.text, position, piece.stop):
        position = collector.declare(piece, *word.span(1))
        comma = collector.text.find("、", position, piece.stop)
        if comma < 0:
            return
        position = comma + 1


def _table_row(collector: _Collector, piece: Piece, row: int) -> None:
    """The last cell of a table's row: the outcome's name in the first row, an outcome in the others."""
    text = collector.text
    close = text.rfind("|", piece.start, piece.stop)
    open_ = text.rfind("|", piece.start, close)
    if open_ < 0:
        return
    word = _FIRST_WORD.match(text, open_ + 1, close)
    if word is None:
        return
    if row == 0:
        collector.declare(piece, *word.span(1))
        return
    outcome = text[open_ + 1 : close].strip(SPACES)
    if can_be_name(outcome, collector.words) and number_from_numeral(outcome) is None:
        collector.ids.setdefault(outcome, outcome)


def _terminal(word: str) -> str:
    return next(m.terminal for m in lexicon(CHINESE).meanings[word] if m.terminal in OPENERS)


def _one_of() -> str:
    return lexicon(CHINESE).word("ONE_OF")


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _opener_pattern() -> re.Pattern[str]:
    """A keyword that opens a block or a declaration, at the beginning of a clause."""
    words = lexicon(CHINESE)
    openers = [
        word for word, meanings in words.meanings.items() if any(m.terminal in OPENERS for m in meanings)
    ]
    return re.compile(rf"{_GAP}({_any(openers)})(?=[\s“\"]|$)")


@cache
def _id_pattern() -> re.Pattern[str]:
    """`英文 visit_site` after a declared name."""
    tongues = lexicon(CHINESE).spellings
    foreign = [
        word
        for meaning, words in tongues.items()
        if meaning.terminal == "TONGUE" and meaning.value != CHINESE
        for word in words
    ]
    return re.compile(rf"{_GAP}(?:{_any(foreign)}){_GAP}({_WORD})")


@cache
def _header_pattern() -> re.Pattern[str]:
    words = lexicon(CHINESE)
    return re.compile(
        rf"{_GAP}(?:{_any([words.word('CALENDAR'), words.word('COUNTING')])})[{SPACES}]+({_WORD})"
    )


@cache
def _degree_pattern() -> re.Pattern[str]:
    """`承担主要责任`: the degree in which a role holds a liability."""
    words = lexicon(CHINESE)
    all_of_them = words.spellings[Meaning("HOLDS_ALL")]
    bears = words.word("BEARS")
    rests = [word.partition(bears)[2] for word in all_of_them]
    share = r"\d[\d.]*%"
    word = rf"(?:{_SIGN}(?!{share}))*{_SIGN}(?<!\d)(?={share})|{_WORD}"
    none = rf"(?!{share}(?:[\s，；。、]|$)|(?:{_any(rests)})(?:[\s，；。]|$))"
    return re.compile(rf"{bears}{_GAP}(?:{share}的{_GAP})?{none}({word})")


@cache
def _kinds_pattern() -> re.Pattern[str]:
    """`责任种类为`: the kinds of liability are declared after it."""
    return re.compile(rf"{_GAP}(?:{_any(lexicon(CHINESE).spellings[Meaning('KINDS')])})")
