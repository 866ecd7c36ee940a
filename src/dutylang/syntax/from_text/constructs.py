"""Which construct of the language a line is about: the name of the note that shows how it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dutylang.syntax.from_text.tokens import Token

_BY_TERMINAL: Mapping[str, str] = {
    terminal: construct
    for construct, terminals in {
        "deadline": ("WITHIN", "STRICTLY_WITHIN", "STRICTLY", "IN_AT", "TIME_LIMIT", "INSIDE_POST"),
        "fixed_deadline": (
            "BY",
            "BY_THE_END_OF",
            "ORD",
            "PERIOD_REF",
            "NOT_LATER_THAN",
            "NEXT_DAY",
            "THIS_END",
        ),
        "earlier_of": ("PICK", "TAKE", "PICK_POST"),
        "how_often": ("AT_LEAST", "AT_MOST", "EXACTLY"),
        "trigger": ("AFTER", "EACH_TIME", "THE_LATEST", "AFTER_POST"),
        "scope": ("BETWEEN", "BETWEEN_POST"),
        "recurrence": ("EVERY", "SINCE_THE_LAST", "SINCE_THE_LAST_EVERY"),
        "obligation": ("MODAL", "MAY", "NOBODY_MAY", "ANYONE", "MAY_ONLY"),
        "only_after": ("ONLY_AFTER", "ONLY_DIRECTLY_AFTER", "WITHOUT", "DIRECTLY"),
        "step": ("THEN", "ALSO", "OTHERWISE", "ONCE", "IF_ANY_MISSED", "IF_LATE", "UPWARD"),
        "keep": ("KEEP", "VALUES_VALID_FOR", "RESTORED_WITHIN", "RESTORED"),
        "condition": ("WHEN", "UNLESS", "BUT", "WITH", "TOGETHER_WITH", "MEANS", "AND", "OR", "NOT", "CMP"),
        "choice": ("ONE_OF", "SET_OF"),
        "role": ("ROLE", "REPORTS_TO"),
        "block": ("CASE", "RECORD", "EVENT"),
        "parameter": ("PARAMETER",),
        "definition": ("DEFINE",),
        "grades": ("GRADES",),
        "judgement": ("JUDGEMENT",),
        "policy": ("POLICY", "VERSION", "CALENDAR", "TIMEZONE", "COUNTING"),
        "in_force": ("IN_FORCE",),
        "use": ("USE",),
        "chapter": ("CHAPTER",),
        "article": ("ARTICLE",),
        "rule": ("RULE_KIND",),
        "checklist": ("CHECKLIST", "HAVE_ON_FILE", "FOR_THE_LAST", "OR_SINCE"),
        "table": ("TABLE", "BAR"),
        "holds": ("HOLDS", "BEARS"),
        "grade": ("GRADE", "SAME_CASE"),
        "ground": ("FOR_EACH", "FOR_EACH_UNREPAIRED", "OPENS_ON", "KINDS", "POINTS"),
        "attributed": ("ATTRIBUTED", "HOLDER_AT"),
        "exception": ("EXCEPTION", "TARGETING", "BLOCKS", "PREVAILS_OVER"),
        "handover": ("HANDOVER", "HANDED_OVER", "SIGNED_BY", "DECISIVE"),
        "scale": ("SCALE", "COUNTED_PER_CASE", "COUNTED_PER_PERSON", "COUNTED_PER_PERSON_WITHIN", "REACHING"),
        "portfolio": ("PORTFOLIO", "BY_THE_DATE", "GROUPED", "COLLECTED"),
        "exemption": (
            "EFFECT",
            "FROM_EVERY_LIABILITY",
            "EXEMPT_FROM",
            "LIABILITIES_MEANT",
            "BARRED_BY",
            "MITIGATED_TO",
            "REDUCED_TO",
        ),
        "scenario": ("SCENARIO",),
        "given": ("GIVEN",),
        "expect": ("EXPECT",),
        "expect_person": ("LIABLE", "RESULT", "NOBODY", "POINTS_UNDER"),
    }.items()
    for terminal in terminals
}

_BY_BLOCK: Mapping[str, str] = {
    "CASE": "field",
    "RECORD": "field",
    "EVENT": "field",
    "RULE_KIND": "obligation",
    "CHECKLIST": "checklist",
    "TABLE": "table",
    "LIABILITY": "ground",
    "EXEMPTION": "exemption",
    "EXCEPTION": "exception",
    "HANDOVER": "handover",
    "SCALE": "scale",
    "PORTFOLIO": "portfolio",
    "SCENARIO": "given",
    "POLICY": "policy",
}

CONSTRUCTS = frozenset(_BY_TERMINAL.values()) | frozenset(_BY_BLOCK.values())
"""Every construct that has a note `written.…` in the messages."""


def construct_of(tokens: Sequence[Token], block_terminal: str) -> str:
    """The construct of the last telling word, else that of the block; empty if neither tells."""
    for token in reversed(tokens):
        found = _BY_TERMINAL.get(token.terminal)
        if found is not None:
            return found
    return _BY_BLOCK.get(block_terminal, "")
