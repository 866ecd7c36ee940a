"""Names: declared once, told apart; articles numbered once; names and labels that hold a keyword."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

from dutylang.diagnostics.model import Label, Severity
from dutylang.policy.declarations import NAMESPACES, Entry, Sort
from dutylang.policy.draft import Draft
from dutylang.syntax.ast import Article, Case, Declared, Event, Field, Parameter, Record
from dutylang.syntax.lexicon import ENGLISH, tongues
from dutylang.syntax.to_text import unused_labels

# Words that follow a name in its declaration: inside one they are always a missing space.
DECLARING_WORDS = ("上级为", "取值于", "是指")
# Words that join the parts of a sentence: in the name of a thing they are a missing space as a rule.
JOINING_WORDS = (
    "必须", "不得", "应当", "且须", "除非", "否则", "然后", "一旦", "至少", "至多", "不低于", "不少于",
    "不高于", "不超过", "之前", "之后", "每季度", "施行",
)  # fmt: skip
RULES = (
    Sort.RULE, Sort.LIABILITY, Sort.EXEMPTION, Sort.EXCEPTION, Sort.HANDOVER, Sort.SCALE, Sort.FIGURE,
)  # fmt: skip
ONE_DAY = dt.timedelta(days=1)
AMOUNT_OF_TIME = re.compile(r"[0-9０-９一二三四五六七八九十两]+个?(?:工作日|日|天|周|月|季度|年|小时|分钟)")


def check_names(draft: Draft) -> None:
    """Every name is declared once in its space; every article is numbered once."""
    _check_repetitions(draft)
    _check_fields(draft)
    _check_articles(draft)
    _check_parameters(draft)
    _check_swallowed_keywords(draft)
    _check_labels(draft)


def _check_repetitions(draft: Draft) -> None:
    """Two declarations in one namespace. Versions of a parameter are told apart by `_check_parameters`."""
    for space in NAMESPACES:
        first: dict[str, Entry] = {}
        for entry in draft.names.entries:
            if entry.sort not in space:
                continue
            earlier = first.setdefault(entry.declared.name, entry)
            if earlier is entry or (earlier.sort is entry.sort and entry.sort in (Sort.PARAMETER, Sort.TERM)):
                continue
            if earlier.sort is entry.sort is Sort.FIELD:
                continue  # the fields of one kind of case are compared with each other alone
            _twice(draft, entry, earlier)


def _twice(draft: Draft, entry: Entry, earlier: Entry) -> None:
    label = Label(earlier.declared.span, "policy.first", {"sort": earlier.sort})
    draft.report(
        "N003", entry.declared.span, labels=[label], name=draft.shown(entry.declared, entry.declared.span)
    )


def _check_fields(draft: Draft) -> None:
    """Fields within one shape, and values within one enumeration."""
    for entry in draft.names.entries:
        if entry.sort in (Sort.CASE, Sort.RECORD, Sort.EVENT) and isinstance(
            entry.node, (Case, Record, Event)
        ):
            names = [field.declared for field in entry.node.fields]
            _check_once(draft, names, Sort.FIELD)
            for field in entry.node.fields:
                _check_values(draft, field)


def _check_values(draft: Draft, field: Field) -> None:
    _check_once(draft, field.type.names, Sort.VALUE)


def _check_once(draft: Draft, names: list[Declared] | tuple[Declared, ...], sort: Sort) -> None:
    first: dict[str, Declared] = {}
    for declared in names:
        earlier = first.setdefault(declared.name, declared)
        if earlier is not declared:
            _twice(draft, Entry(sort, declared, None), Entry(sort, earlier, None))


def _check_articles(draft: Draft) -> None:
    first: dict[tuple[str, int | None, int | None], Article] = {}
    for article in draft.names.articles:
        earlier = first.setdefault((article.number, article.paragraph, article.item), article)
        if earlier is article or _are_versions(earlier, article):
            continue
        label = Label(earlier.span, "policy.first")
        draft.report("N008", article.span, labels=[label], number=article.number)


def _are_versions(earlier: Article, later: Article) -> bool:
    """Whether two articles of one number are never in force together."""
    one, other = earlier.in_force, later.in_force
    if one is None or other is None:
        return False
    first, second = sorted((one, other), key=lambda each: each.since)
    return first.until is not None and first.until < second.since


def _check_parameters(draft: Draft) -> None:
    """Versions of one parameter must each say when, must not overlap, and leave no day between them (V006)."""
    for versions in draft.names.parameters.values():
        _check_gaps(versions, draft)
        for at, version in enumerate(versions):
            for earlier in versions[:at]:
                if _overlap(earlier, version):
                    label = Label(earlier.declared.span, "policy.first")
                    name = draft.shown(version.declared, version.declared.span)
                    draft.report("N011", version.declared.span, labels=[label], name=name)
                    break


def _check_gaps(versions: tuple[Parameter, ...], draft: Draft) -> None:
    dated = [(each.in_force, each.declared) for each in versions if each.in_force is not None]
    dated.sort(key=lambda each: each[0].since)
    for (one, _), (other, declared) in pairwise(dated):
        if one.until is not None and one.until + ONE_DAY < other.since:
            label = Label(one.span, "policy.version_before")
            args: dict[str, object] = {"first": one.until + ONE_DAY, "last": other.since - ONE_DAY}
            args["name"] = draft.shown(declared, declared.span)
            draft.report("V006", other.span, labels=[label], args=args)


def _overlap(earlier: Parameter, later: Parameter) -> bool:
    one, other = earlier.in_force, later.in_force
    if one is None or other is None:
        return True
    first, second = sorted((one, other), key=lambda each: each.since)
    return first.until is None or first.until >= second.since


def _check_swallowed_keywords(draft: Draft) -> None:
    """A Chinese name without a space after it takes the words that follow into itself."""
    for entry in draft.names.entries:
        declared = entry.declared
        writing = declared.label("zh") or declared.name
        if draft.tongue(declared.span) != "zh" or entry.sort is Sort.TERM:
            continue
        word = next((word for word in DECLARING_WORDS if word in writing), None)
        severity = Severity.ERROR if word is not None else Severity.WARNING
        # A rule may well be called after what it demands: 不得擅自更改, 三日内报告.
        if word is None and entry.sort not in RULES:
            word = _joining_word(writing)
        if word is not None:
            spaced = writing.replace(word, f" {word} ", 1).strip()
            args = {"name": writing, "word": word, "spaced": spaced}
            draft.report("N012", declared.span, severity=severity, args=args)


def _check_labels(draft: Draft) -> None:
    """A label that a translated text cannot write for its name: there the name stands, in another tongue."""
    every = [entry.declared for entry in draft.names.entries]
    for tongue in tongues():
        for unused in unused_labels(every, tongue) if tongue != ENGLISH else ():
            is_keyword = unused.parts == (unused.label,)
            draft.report(
                "N018",
                unused.declared.span,
                severity=Severity.NOTE,
                help="keyword" if is_keyword else "row",
                name=unused.declared.name,
                label=unused.label,
                parts=unused.parts,
            )


def _joining_word(writing: str) -> str | None:
    """A word or an amount of time that a name hardly contains."""
    word = next((word for word in JOINING_WORDS if word in writing), None)
    found = AMOUNT_OF_TIME.search(writing)
    return found[0] if word is None and found is not None and found.start() > 0 else word
