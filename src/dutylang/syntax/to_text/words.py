"""What every part of the formatter needs: phrases, names as written, plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

import attrs

from dutylang.syntax.ast import Declared, Duration, MoneyAmount, Name, Title, WrittenMoment
from dutylang.syntax.lexicon import ENGLISH, lexicon
from dutylang.syntax.to_text.phrases import Phrases, phrases_of
from dutylang.values import Unit

# Names are fenced until the line is done: only then is it known whether spaces must set them apart.
OPEN, CLOSE = "\ufdd0", "\ufdd1"

_DIGITS = "零一二三四五六七八九"
_PLACES = ((1000, "千"), (100, "百"), (10, "十"))
LARGEST_SPELLED = 10
"""The largest count that a rule writes in words rather than figures."""
LARGEST_NUMERAL = 9_999
"""The largest number of a chapter or article that is written in Chinese numerals."""


@attrs.frozen
class Words:
    """A tongue's phrases, the names as they are written in it, by id, and which ids are kinds of case."""

    phrases: Phrases
    written: Mapping[str, str] = attrs.field(hash=False)
    cases: frozenset[str] = frozenset()

    @property
    def tongue(self) -> str:
        """The code of the tongue."""
        return self.phrases.tongue

    def word(self, key: str) -> str:
        """A phrase without holes."""
        return self.phrases.word(key)

    def fill(self, key: str, **parts: str | int | None) -> str:
        """A phrase with its holes filled."""
        return self.phrases.fill(key, **parts)

    def keyword(self, terminal: str, value: str = "") -> str:
        """A word that needs no phrase around it, as the lexicon spells it."""
        return lexicon(self.tongue).word(terminal, value)

    def name(self, name: Name | None) -> str:
        """A reference as written; empty for None."""
        return "" if name is None else self.fenced(self.written.get(name.text, name.text))

    def names(self, names: Iterable[Name]) -> str:
        """References as a list."""
        return self.listed(self.name(name) for name in names)

    def listed(self, items: Iterable[str]) -> str:
        """Items as a list."""
        return self.word("layout.comma").join(items)

    @staticmethod
    def fenced(text: str) -> str:
        """A name that a later pass may set apart."""
        return f"{OPEN}{text}{CLOSE}"

    def enclosed(self, text: str) -> str:
        """A text in parentheses."""
        return self.word("layout.parentheses").format(text)

    def quoted(self, text: str) -> str:
        """A text in quotation marks; a backslash stands before what would end it."""
        left, right = tuple(self.word("layout.quotes"))
        escaped = text.replace("\\", "\\\\").replace(right, f"\\{right}").replace("\n", "\\n")
        return f"{left}{escaped}{right}"


def words_of(
    tongue: str, written: Mapping[str, str] | None = None, cases: frozenset[str] = frozenset()
) -> Words:
    """The words of a tongue with names by id; names that are not in `written` are their ids."""
    return Words(phrases_of(tongue), written or {}, cases)


# ---- names with their labels -------------------------------------------------------------------


def declared_cells(declared: Declared, words: Words) -> dict[str, str]:
    """A declared name in three parts: `name` as written, `label` in the text's own tongue, other `labels`.

    Where the label is what is written, the part in the middle says which id it stands for. A name that is
    declared again without that label needs no id: the text says it elsewhere.
    """
    own = declared.label(words.tongue)
    others = {tongue: label for tongue, label in declared.labels if tongue != words.tongue}
    written = words.written.get(declared.name, declared.name)
    if own is None:
        return {"name": words.fenced(written), "label": "", "labels": tagged(others, words)}
    if own != written or written == declared.name:
        return {
            "name": words.fenced(declared.name),
            "label": words.quoted(own),
            "labels": tagged(others, words),
        }
    english = words.quoted(others.pop(ENGLISH)) if ENGLISH in others else ""
    identity = " ".join(filter(None, (tongue_word(ENGLISH, words), words.fenced(declared.name), english)))
    return {"name": words.fenced(written), "label": identity, "labels": tagged(others, words)}


def declared_name(declared: Declared, words: Words) -> str:
    """A declared name with its labels on one line."""
    return " ".join(filter(None, declared_cells(declared, words).values()))


def declared_names(names: Iterable[Declared], words: Words) -> str:
    """Declared names as a list."""
    return words.listed(declared_name(each, words) for each in names)


def tagged(labels: Mapping[str, str], words: Words) -> str:
    """Labels of other tongues, each after its tongue: `zh "…"`."""
    parts = (
        f"{tongue_word(tongue, words)} {words.quoted(label)}" for tongue, label in sorted(labels.items())
    )
    return " ".join(parts)


def tongue_word(tongue: str, words: Words) -> str:
    """How a text names a tongue: by a word of its own, or by the code."""
    key = f"tongue.{tongue}"
    return words.word(key) if words.phrases.has(key) else tongue


def title_text(title: Title, words: Words) -> str:
    """The words of a heading: the tongue's own first, the others with their tongue."""
    labels = dict(title.words)
    own = labels.pop(words.tongue, None)
    return " ".join(filter(None, ("" if own is None else words.quoted(own), tagged(labels, words))))


# ---- plain values ------------------------------------------------------------------------------


def number_text(value: Decimal, thousands: str = "") -> str:
    """A number in full, without an exponent and without idle zeros."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if not thousands:
        return text
    whole, point, fraction = text.partition(".")
    return f"{int(whole):,}".replace(",", thousands) + point + fraction


def grouped_number(value: Decimal, words: Words) -> str:
    """A number with the tongue's mark between thousands; a year keeps its four figures together."""
    return number_text(value, words.word("layout.thousands") if abs(value) >= 10_000 else "")


def money_text(money: MoneyAmount, words: Words) -> str:
    """`3,000,000 CNY` or, in a tongue with words for large sums, the largest that is exact: 300万元."""
    if not words.phrases.has("money_unit.currency") or words.word("money_unit.currency") != money.currency:
        mark = words.word("layout.thousands")
        return words.fill("literal.money", number=number_text(money.amount, mark), currency=money.currency)
    for size in (100_000_000, 10_000):
        scaled = money.amount.scaleb(-len(str(size)) + 1)
        if abs(money.amount) >= size and -int(scaled.normalize().as_tuple().exponent) <= 2:
            return f"{number_text(scaled)}{words.word(f'money_unit.{size}')}"
    return f"{number_text(money.amount)}{words.word('money_unit.name')}"


def currency_text(currency: str, words: Words) -> str:
    """A currency in a type."""
    if words.phrases.has("money_unit.currency") and words.word("money_unit.currency") == currency:
        return words.word("money_unit.name")
    return currency


def date_text(day: dt.date, words: Words) -> str:
    """A date."""
    return words.fill("literal.date", year=day.year, month=day.month, day=day.day)


def time_text(time: dt.time) -> str:
    """A time of day: `09:00`, or `09:00:30` where it has seconds."""
    return f"{time:%H:%M:%S}" if time.second else f"{time:%H:%M}"


def moment_text(moment: WrittenMoment, words: Words) -> str:
    """A date, with its time of day where it has one."""
    if moment.time is None:
        return date_text(moment.day, words)
    return words.fill("literal.moment", date=date_text(moment.day, words), time=time_text(moment.time))


def duration_text(duration: Duration, words: Words) -> str:
    """`3 working days`, or the name of the parameter that holds the period."""
    if duration.count is None or duration.unit is None:
        return words.name(duration.parameter)
    return count_text(duration.count, duration.unit, words)


def spelled_duration(duration: Duration, words: Words) -> str:
    """A period whose count is a word where the tongue's rules would write one: 三年, 两个月, but 12个月."""
    if words.word("layout.numerals") != "chinese" or duration.count is None or duration.unit is None:
        return duration_text(duration, words)
    if not 1 <= duration.count <= LARGEST_SPELLED:
        return duration_text(duration, words)
    count = chinese_numeral(duration.count).replace("二", "两")
    return words.fill("literal.duration", count=count, unit=words.word(f"unit.{duration.unit.value}"))


def count_text(count: int, unit: Unit, words: Words) -> str:
    """A count of a unit."""
    noun = words.phrases.counted(f"unit.{unit.value}", count)
    return words.fill("literal.duration", count=count, unit=noun)


def ordinal_text(number: int) -> str:
    """An English ordinal: 1st, 2nd, 11th."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def heading_number(number: int, words: Words) -> str:
    """The number of a chapter, paragraph or item, in the numerals of the tongue's headings."""
    if words.word("layout.numerals") != "chinese" or not 1 <= number <= LARGEST_NUMERAL:
        return str(number)
    return chinese_numeral(number)


def article_parts(number: str, words: Words) -> dict[str, str]:
    """The parts of an article's number: `14-1` as it is, or 十四 before 条 and 之一 after it."""
    whole, dash, part = number.partition("-")
    if words.word("layout.numerals") != "chinese" or not _plain(whole) or (dash and not _plain(part)):
        return {"number": number, "suffix": ""}
    return {
        "number": chinese_numeral(int(whole)),
        "suffix": f"之{chinese_numeral(int(part))}" if dash else "",
    }


def _plain(digits: str) -> bool:
    """Whether digits are a number as Chinese headings write it: ASCII, no leading zero, not too large."""
    return digits.isascii() and digits.isdigit() and digits[0] != "0" and int(digits) <= LARGEST_NUMERAL


def chinese_numeral(number: int) -> str:
    """A number from 1 to 9,999 in Chinese numerals: 14 is 十四, 101 is 一百零一."""
    text, rest, gap = "", number, False
    for place, sign in _PLACES:
        digit, rest = divmod(rest, place)
        if digit:
            text += ("零" if gap else "") + _DIGITS[digit] + sign
            gap = False
        elif text:
            gap = bool(rest)
    if rest:
        text += ("零" if gap else "") + _DIGITS[rest]
    return text.removeprefix("一") if 10 <= number < 20 else text


def setting_text(value: str, words: Words) -> str:
    """The name of a calendar or convention: the tongue's word for it, or else the id.

    An id that is no plain name, or is a word for another one, stands in quotation marks.
    """
    shipped = lexicon(words.tongue).shipped
    word = next((word for word, name in shipped.items() if name == value), value)
    plain = word.isidentifier() and shipped.get(word, value) == value
    return words.fenced(word) if plain else words.quoted(word)
