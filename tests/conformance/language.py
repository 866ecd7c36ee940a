"""A definition put to a case through the whole language: text, checker, case record, evaluator."""

import datetime as dt
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from dutylang.assessment.model import Horizon
from dutylang.assessment.single.conditions import evaluate
from dutylang.assessment.single.context import Context, Setting, Trace
from dutylang.assessment.single.timeline import timeline_from_case
from dutylang.assessment.single.world import World
from dutylang.calendars import WEEKDAYS
from dutylang.cases.document import case_from_document
from dutylang.cases.faults import Place
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics.model import Diagnostic
from dutylang.pipeline import Loaded, loaded_from_text
from dutylang.values import Moment

AS_OF = Moment(dt.date(2500, 1, 1))


def loaded(text: str) -> Loaded:
    """The checked policy of a text without faults."""
    policy, problems = loaded_from_text(text)
    assert policy is not None, [(each.code, each.args) for each in problems]
    return policy


def case_of(
    policy: Loaded, fields: Mapping[str, object], events: Sequence[object] = ()
) -> tuple[CaseRecord | None, tuple[Diagnostic, ...]]:
    """The case record of a document with these fields and events, and its problems."""
    tz = ZoneInfo(policy.plan.timezone)
    raw = {
        "id": "one",
        "kind": "question",
        "fields": dict(fields),
        "events": list(events),
        "complete": ["happening"],
    }
    return case_from_document(raw, policy.policy.vocabulary, tz, Place("case.json"))


def result_of(policy: Loaded, case: CaseRecord) -> object:
    """The value that the definition `result` has for a case."""
    tz = ZoneInfo(policy.plan.timezone)
    setting = Setting(
        plan=policy.plan,
        timeline=timeline_from_case(case, Horizon(AS_OF), tz),
        tz=tz,
        calendar=lambda name: WEEKDAYS,
        overrides={},
        policy_calendar=policy.plan.calendar,
    )
    body = policy.policy.vocabulary.definitions["result"].body
    return evaluate(body, Context(setting, World(), Trace(), AS_OF))


def policy_text(definition: str, fields: Mapping[str, str], timezone: str = "UTC") -> str:
    """The smallest policy that defines `result` over fields of these types."""
    lines = [
        "policy conformance",
        '  version "1.0"',
        "  in force from 1900-01-01",
        f'  timezone "{timezone}"',
        "case question",
        *(f"  {name} {type_}" for name, type_ in fields.items()),
        "  remark optional text",
        "event happening",
        f"define result means {definition}",
    ]
    return "\n".join(lines) + "\n"


def result_for(text: str, fields: Mapping[str, object], happened: str | None = None) -> object:
    """The value of `result` in a policy for a case with these fields, and with `happening` at a time."""
    policy = loaded(text)
    events = [] if happened is None else [{"type": "happening", "at": happened}]
    case, problems = case_of(policy, fields, events)
    assert case is not None, [(each.code, each.args) for each in problems]
    return result_of(policy, case)
