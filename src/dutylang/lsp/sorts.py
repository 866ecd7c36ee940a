"""Of which sorts the names in a node can be, by the node and its field."""

from __future__ import annotations

from collections.abc import Mapping

from dutylang.policy.declarations import Sort
from dutylang.syntax import ast

FACTS = (
    Sort.FIELD, Sort.DEFINITION, Sort.PARAMETER, Sort.TABLE, Sort.JUDGEMENT, Sort.FIGURE, Sort.EVENT, Sort.VALUE,
)  # fmt: skip
_ROLE, _EVENT, _WORD = (Sort.ROLE,), (Sort.EVENT,), (Sort.VALUE,)
_RULE = (Sort.RULE, Sort.EXCEPTION, Sort.LIABILITY, Sort.EXEMPTION)

SORTS: Mapping[type, Mapping[str, tuple[Sort, ...]]] = {
    ast.Role: {"reports_to": _ROLE},
    ast.Judgement: {"by": _ROLE, "on": (Sort.FIELD, Sort.EVENT, Sort.VALUE)},
    ast.Definition: {"of": (Sort.RECORD, Sort.EVENT, Sort.CASE)},
    ast.Within: {"after": _EVENT},
    ast.AtLeastBefore: {"event": _EVENT},
    ast.BeforeEvent: {"event": _EVENT},
    ast.SameDay: {"event": _EVENT},
    ast.Duration: {"parameter": (Sort.PARAMETER,)},
    ast.Act: {"events": _EVENT},
    ast.ByOtherThan: {"event": _EVENT},
    ast.ExtendedBy: {"event": _EVENT, "by": _ROLE},
    ast.Obligation: {"bearers": _ROLE},
    ast.OnlyAfter: {"bearers": _ROLE, "prior": _EVENT},
    ast.Keep: {"bearers": _ROLE},
    ast.FourEyes: {"events": _EVENT},
    ast.NeverBoth: {"first": _EVENT, "second": _EVENT},
    ast.CaseEdge: {"event": _EVENT},
    ast.Step: {"event": _EVENT},
    ast.Suspended: {"start": _EVENT, "end": _EVENT},
    ast.Discharged: {"event": _EVENT, "by": _ROLE},
    ast.ExceptionTo: {"rule": _RULE},
    ast.AppliesTo: {"case": (Sort.CASE,)},
    ast.After: {"event": _EVENT},
    ast.Between: {"start": _EVENT, "end": _EVENT},
    ast.FromUntil: {"start": _EVENT, "end": _EVENT},
    ast.Before: {"event": _EVENT},
    ast.OnDayOf: {"event": _EVENT},
    ast.OpensOn: {"event": _EVENT},
    ast.ForEachBreach: {"rule": _RULE},
    ast.HoldsPart: {"role": _ROLE},
    ast.GradeRow: {"grade": (Sort.GRADE,)},
    ast.FromLiabilities: {"liabilities": (Sort.LIABILITY,)},
    ast.ForRole: {"roles": _ROLE},
    ast.Effect: {"decided_by": _ROLE, "kinds": _WORD, "grade": (Sort.GRADE,)},
    ast.BarredBy: {"facts": FACTS},
    ast.ExceptionFrom: {"rules": _RULE},
    ast.Blocks: {"exceptions": (Sort.EXCEPTION, Sort.RULE)},
    ast.PrevailsOver: {"exceptions": (Sort.EXCEPTION, Sort.RULE)},
    ast.HandoverOf: {"roles": _ROLE},
    ast.HandoverOn: {"event": _EVENT},
    ast.SignedBy: {"roles": _ROLE},
    ast.Checklist: {"bearers": _ROLE, "before": _EVENT},
    ast.ChecklistItem: {"or_since": FACTS},
    ast.ChapterRange: {"rules": _RULE},
    ast.GivenNone: {"name": (Sort.FIELD, Sort.EVENT)},
    ast.Actor: {"role": _ROLE},
    ast.GivenHolder: {"role": _ROLE},
    ast.GivenRegister: {"event": _EVENT},
    ast.GivenDocument: {"document": _WORD},
    ast.GivenJudgement: {"judgement": (Sort.JUDGEMENT, Sort.EXEMPTION)},
    ast.GivenParameter: {"parameter": (Sort.PARAMETER,)},
    ast.GivenFigure: {"figure": (Sort.FIGURE,)},
    ast.GivenRecord: {"record": (Sort.RECORD,), "field": (Sort.FIELD,)},
    ast.GivenEvent: {"event": _EVENT},
    ast.ExpectDuty: {"rule": _RULE, "because": (*FACTS, Sort.ROLE), "item": (Sort.VALUE, Sort.EVENT)},
    ast.ExpectPerson: {
        "liability": (Sort.LIABILITY,), "degree": _WORD, "grade": (Sort.GRADE,), "kinds": _WORD,
        "because": (*FACTS, Sort.ROLE),
    },
    ast.ExpectPoints: {"scale": (Sort.SCALE,), "grade": (Sort.GRADE,)},
    ast.GroupedBy: {"name": (Sort.ROLE, Sort.FIELD)},
    ast.PlacedIn: {"date": (Sort.FIELD,)},
    ast.Threshold: {"grade": (Sort.GRADE,)},
    ast.EventPick: {"event": _EVENT},
    ast.Happens: {"event": _EVENT},
    ast.PersonDid: {"event": _EVENT},
}  # fmt: skip
"""The sorts that the names in a node may be of, by the node's field. Nodes with names of the scope are not here."""
