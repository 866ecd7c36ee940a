"""Cases and findings written by hand, and names that have labels in both tongues."""

import datetime as dt
from zoneinfo import ZoneInfo

from dutylang.assessment.model import Finding, Verdict
from dutylang.calendars import count_forward
from dutylang.calendars.named import china
from dutylang.cases.record import CaseRecord, EventRecord, Participant
from dutylang.reports.audit import AuditRun
from dutylang.reports.names import Names
from dutylang.values import Moment, Period, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")

LABELS = {
    "visit": {"en": "visit to the site", "zh": "实地调查"},
    "emergency": {"en": "sudden event", "zh": "突发事件"},
    "prompt_visit": {"en": "prompt visit", "zh": "及时调查"},
    "manager": {"en": "client manager", "zh": "客户经理"},
    "head": {"en": "head of department", "zh": "部门负责人"},
    "amount": {"en": "amount", "zh": "担保金额"},
    "concealment": {"zh": "隐瞒"},
    "licence": {"en": "business licence", "zh": "营业执照"},
    "cover": {"en": "cover", "zh": "足额反担保"},
}
TITLES = {"prompt_visit": {"en": "Sudden events", "zh": "客户突发事件"}}


def day(text: str) -> Moment:
    return Moment(dt.date.fromisoformat(text))


def at(text: str) -> Moment:
    local = dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    return Moment(local.date(), local.astimezone(dt.UTC))


def names_in(tongue: str, **parts: object) -> Names:
    return Names(tongue, SHANGHAI, LABELS, TITLES, **parts)  # type: ignore[arg-type]


CASE = CaseRecord(
    "G-1",
    events=(
        EventRecord("emergency", at("2024-04-29T09:00"), 0),
        EventRecord("visit", day("2024-05-01"), 1, (Participant("Wang Wu"),)),
        EventRecord("visit", day("2024-05-11"), 2, (Participant("Li Na", "manager"),), id="v-2"),
    ),
)
EVENTS = {event.position: event for event in CASE.events}
COUNT = count_forward(at("2024-04-29T09:00"), Period(3, Unit.WORKING_DAY), "civil_code", china(), SHANGHAI)

RUN = AuditRun(
    policy="guarantee",
    version="1.0",
    sha256="0" * 64,
    as_of=day("2024-06-30"),
    known_at=None,
    calendar="china 2026.1",
    timezone="Asia/Shanghai",
    program_version="0.1.0",
    labels=(("en", "Diligence"), ("zh", "尽职规则")),
)


def finding(verdict: Verdict, reason: str, **parts: object) -> Finding:
    settings = {
        "key": "guarantee/prompt_visit/G-1/e",
        "case_id": "G-1",
        "rule": "prompt_visit",
        "article": "14",
    }
    return Finding(**settings | {"verdict": verdict, "reason": reason} | parts)  # type: ignore[arg-type]


def late_finding(**parts: object) -> Finding:
    return finding(
        Verdict.LATE,
        "done_late",
        **{
            "roles": ("manager",),
            "persons": ("Li Na",),
            "trigger": 0,
            "opened": at("2024-04-29T09:00"),
            "due": COUNT.due,
            "done": day("2024-05-11"),
            "lateness": Period(4, Unit.WORKING_DAY),
            "evidence": (2,),
            "counts": (COUNT,),
            **parts,
        },
    )
