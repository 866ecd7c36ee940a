"""Where Chinese keywords can stand: what must be beside them, so that parts of names are not taken for them."""

from __future__ import annotations

from collections.abc import Mapping

from dutylang.syntax.from_text.numerals_zh import NUMERALS

APART = r"\s，；。：、“”\"()（）|｜;:,<>≥≤≠=＝+*/!\-"
FIGURES = rf"0-9０-９{NUMERALS}"
RUN = rf"[^{APART}]+"
FREE = ("", "")
EDGE = (rf"(?<![^{APART}])", "")
CLOSE = ("", rf"(?![^{APART}])")
ALONE = (EDGE[0], CLOSE[1])
BEGINS = (r"(?:^|(?<=[，；。：;:,]))[ \t\u3000]*", "")
TOLD = ("(?<={GIVEN})", "")
COUNTED = ("", rf"(?=[ \t]*[{FIGURES}])")
MEASURED = (rf"(?<=[{FIGURES}]|[{FIGURES}][ \t])", "")
LATER = r"[^，；。：\n]*"
COMPARED = ("", r"(?=[ \t]*[^\s，；。：、|｜)）])")

Place = tuple[str, str]
"""What must stand before a keyword and what after it; words in braces are those of a terminal."""

PLACES: Mapping[str, tuple[Place, ...]] = {
    "GIVEN": (BEGINS,),
    "EXPECT": (BEGINS,),
    "CASE": (TOLD,),
    "RECORD": (TOLD,),
    "PARAMETER": (TOLD,),
    "PORTFOLIO": (TOLD, ('(?<=”的|"的)', "")),
    "DOCUMENT": (TOLD,),
    "REGISTER": (TOLD,),
    "CLOSED": (TOLD,),
    "KNOWN": (TOLD,),
    "THIS_CASE": (TOLD,),
    "JUDGEMENT": (TOLD, CLOSE, ('(?<=[”"])', "")),
    "TONGUE": (ALONE,),
    "TYPE": (ALONE,),
    "MONEY_TYPE": (ALONE,),
    "CURRENCY": (ALONE,),
    "OPTIONAL": (ALONE,),
    "TRACKED": (ALONE,),
    "LIST_OF": (ALONE,),
    "SINGLE": (ALONE,),
    "BEARER_KIND": (ALONE,),
    "ORIGINAL": (ALONE,),
    "COPY": (ALONE,),
    "VALID": (ALONE,),
    "VERDICT": (ALONE,),
    "FLAG": (ALONE, ("(?<={AND})", CLOSE[1])),
    "RESULT": (("", r"(?=[，；。,;]|[ \t]*(?:--|#|$))"),),
    "YES": (ALONE, ("(?<={BEING})", CLOSE[1])),
    "NO": (ALONE, ("(?<={BEING})", CLOSE[1])),
    "UNKNOWN": (CLOSE,),
    "AT": (COUNTED, ("", "(?={SAME_DAY})"), ("", f"(?={LATER}{{SAME_DAY}})")),
    "FROM": (
        COUNTED,
        (EDGE[0], f"(?={LATER}(?:{{FROM_END}}|{{SUSPENDED}}|{{ELAPSED_POST}}))"),
        ("(?<={WHEN})", f"(?={LATER}{{ELAPSED_POST}})"),
    ),
    "FROM_END": (
        CLOSE,
        ("", "(?={UNTIL}|{IN_FORCE}|{IN_OFFICE}|{AS_DEPUTY}|{EVERY}|{SUSPENDED}|{SUSPENDED_MEANWHILE})"),
        ("", rf"(?=[{FIGURES}]|{LATER}{{INSIDE_POST}})"),
    ),
    "UNTIL": (
        COUNTED,
        ("", f"(?={LATER}(?:{{UNTIL_END}}|{{SUSPENDED}}|{{ELAPSED_POST}}))"),
        ("", "(?=第)"),
    ),
    "UNTIL_END": (
        ("", r"(?=[，；。,;]|[ \t]*$)"),
        ("(?<={UNIT})", CLOSE[1]),
        (
            "",
            "(?={EVERY}|{IN_FORCE}|{IN_OFFICE}|{AS_DEPUTY}|{SUSPENDED}|{SUSPENDED_MEANWHILE}|{SINCE_THE_LAST})",
        ),
    ),
    "BY": (
        EDGE,
        ("", '(?=[“"])'),
        ("", f"(?={LATER}(?:{{JUDGEMENT}}|{{DECIDES}}|{{BEARS}}|{{OTHER_THAN_POST}}))"),
    ),
    "TAKE": (('(?<=[”"])', ""), ("", f"(?={LATER}(?:{{IDENTITY}}|{{PICK_POST}}|{{DECISIVE}}))")),
    "IDENTITY": (CLOSE,),
    "TOWARDS": (EDGE, ("(?<={THE_PERSON})", ""), TOLD),
    "ACCORDING_TO": (EDGE, ("", f"(?={LATER}{{COUNTED}})"), ("(?<={COUNTED_PER_PERSON})", "")),
    "UNDER": (EDGE, ("", '(?=[ \\t]*[“"A-Za-z])')),
    "VIA": ((BEGINS[0], rf"(?={LATER}(?:{{DE}}(?=[，；。,;]|$)|{{WAIVED_POST}}|{{EXTENDED_BY}}))"),),
    "BUT": (BEGINS,),
    "WHEN": (EDGE,),
    "BECAUSE": (EDGE,),
    "REGARDING": (EDGE, ("(?<={NOBODY})", "")),
    "WHEN_END": (CLOSE, ("", "(?={INSTEAD})")),
    "AFTER_POST": (
        CLOSE,
        COUNTED,
        ("", f"(?={LATER}{{INSIDE_POST}})"),
        ("", "(?={DISCHARGED_POST}|{MAY_ONLY})"),
    ),
    "BEFORE_POST": (
        CLOSE,
        ("(?<={UNIT}|{THIS_END}|[0-9０-９])", ""),
        ("", rf"(?=[{FIGURES}]|{{AHEAD}}|{{MODAL}}|{{HAVE_ON_FILE}}|{{NOT_ROLLING}})"),
    ),
    "INSIDE_POST": (("(?<={UNIT})", ""),),
    "SAME_DAY": (EDGE, CLOSE, ("(?<={AT})", ""), ("(?<={BUT})", "")),
    "AND_NOUN": (
        ("", f"(?={LATER}(?:{{BETWEEN_POST}}|{{BY_DIFFERENT}}|{{NEVER_BOTH_POST}}|{{PICK_POST}}))"),
    ),
    "EVERY": (("", rf"(?=[{FIGURES}]|{{UNIT}})"),),
    "UNIT": (MEASURED, ("(?<={EVERY}|{COUNTED_PER_PERSON}{ACCORDING_TO})", "")),
    "TIMES": (MEASURED,),
    "POINTS_POST": (MEASURED,),
    "POINTS": (COUNTED,),
    "REACHING": (COUNTED,),
    "FOR_THE_LAST": (COUNTED,),
    "DECIDES": (CLOSE,),
    "DUE": (COUNTED,),
    "LATE_BY": (COUNTED,),
    "HOLDER": (CLOSE,),
    "IN_OFFICE": (CLOSE,),
    "AS_DEPUTY": (ALONE, ("(?<={FROM_END}|{UNTIL_END})", "")),
    "INTO": (ALONE,),
    "HAVE_ON_FILE": (CLOSE,),
    "HAVING": (
        EDGE,
        ("(?<={EACH_TIME}|{WITHOUT}|{IN_AT}|{WHEN}|{DIRECTLY}|{MEANS}|{BUT})", ""),
        ("", "(?=[(（])"),
    ),
    "RESTORED": (CLOSE,),
    "SIGNED_POST": (CLOSE,),
    "IS_MISSING": (CLOSE, ("", "(?={WHEN_END})")),
    "TIME_LIMIT": (EDGE,),
    "PERIOD": (EDGE,),
    "PERIOD_REF": (EDGE, ("(?<={IN_AT})", "")),
    "VOIDS": ((EDGE[0], r"(?=[ \t]*[“\"])"),),
    "RECORDED_AT": (EDGE,),
    "ALSO": (BEGINS,),
    "KEEP": (EDGE, ("(?<={MODAL})", "")),
    "COUNT_POST": (("", rf"(?=[ \t]*(?:{{CMP}}|[{APART}]|$))"),),
    "CMP": (COMPARED,),
    "BEING": (COMPARED,),
    "IN": ((rf"(?<=[^{APART}])(?<!{{WHEN}}|{{AND}}|{{NOT}}|{{OR}}|{{HANGS_ON}})", ""),),
    "VERIFIED": (COUNTED,),
    "FILED": (COUNTED,),
    "EXCEPTED": (CLOSE,),
    "EXCEPTION_POST": (CLOSE,),
    "ITEM": ((rf"(?<=[^{APART}])(?<!{{EXPECT}}|{{REGARDING}}|{{ACCORDING_TO}})", rf"(?=[^{APART}])"),),
    "IN_AT": (
        ("", f"(?={LATER}(?:{{AFTER_POST}}|{{BEFORE_POST}}|{{BETWEEN_POST}}|{{SAME_DAY}}|{{INSIDE_POST}}))"),
    ),
}
"""Where the keywords of a terminal can stand; those of the others may stand anywhere."""

WEAK_ALONE = frozenset({"AFTER_POST", "BEFORE_POST"})
"""Terminals of which only the spellings of one character are parts of names."""
ONLY_IN_RULES = frozenset({"OR"})
ONLY_EXPECTED = frozenset({"ITEM"})
ONLY_TOLD = frozenset({"ITEM", "VERDICT", "FLAG", "RESULT"})
"""Keywords of some kinds of line only: in other lines they are parts of names."""
