"""What is open by deadline: which findings are, whom they wait for, text, JSON and the calendar file."""

import datetime as dt

import attrs
import pytest
from icalendar import Calendar

from dutylang.assessment.model import CaseAssessment, Flag, Verdict
from dutylang.assessment.persons import OpenQuestion
from dutylang.reports.agenda import Agenda, ItemKind, agenda_of, agenda_of_case
from dutylang.reports.agenda_shown import agenda_json, agenda_lines, calendar_from_agenda, item_words
from dutylang.reports.layout import Paint
from tests.reports.accounts import (
    ASSESSED,
    AWAITING,
    CASE,
    DECISION,
    LEVEL,
    MISSED,
    QUESTION_LEAF,
    TELL,
    UNKNOWN_RESULT,
    names_of,
)
from tests.reports.common import RUN, at, day, finding

AS_OF = RUN.as_of


def agenda(
    assessed: CaseAssessment = ASSESSED,
    tongue: str = "en",
    until: str | None = None,
    person: str | None = None,
) -> Agenda:
    found = agenda_of_case(CASE, assessed, AS_OF, names_of(tongue))
    return agenda_of([found], day(until) if until is not None else None, person)


def only(*findings: object) -> CaseAssessment:
    return CaseAssessment("G-1", Verdict.PENDING, findings)  # type: ignore[arg-type]


def test_the_open_things_by_deadline():
    found = agenda().items
    assert [(item.kind, item.subject, item.due.day.isoformat(), item.overdue) for item in found] == [
        (ItemKind.DUTY, "prompt_visit", "2024-05-07", True),
        (ItemKind.DECISION, "diligent", "2024-06-20", True),
        (ItemKind.ESCALATION, "tell_head", "2024-07-05", False),
        (ItemKind.DECISION, "negligence", "2024-07-10", False),
    ]


def test_who_holds_the_role_now_must_act():
    assert agenda().items[0].persons == ("Wang Wu",)
    assert agenda().items[2].persons == ("Zhao Lei",)


def test_a_decision_names_whom_it_concerns_and_is_told_once():
    decisions = [item for item in agenda().items if item.subject == "diligent"]
    assert [item.about for item in decisions] == [("Chen Jing",)]
    without = attrs.evolve(ASSESSED, findings=(MISSED,), escalations=(LEVEL,), open_questions=())
    found = agenda(without).items
    assert [(item.kind, item.subject) for item in found] == [
        (ItemKind.DUTY, "prompt_visit"),
        (ItemKind.DECISION, "diligent"),
        (ItemKind.ESCALATION, "tell_head"),
    ]
    assert found[2].what == "report, done by head of department"


def test_one_decision_for_all_persons_that_wait_for_it_at_the_same_time():
    later = attrs.evolve(AWAITING.exemptions[0], due=day("2024-07-01"))
    two = (AWAITING, attrs.evolve(AWAITING, person="Sun Li"))
    three = (*two, attrs.evolve(AWAITING, person="Li Na", exemptions=(later,)))
    found = agenda(CaseAssessment("G-1", Verdict.PENDING, (), persons=three)).items
    assert [item.about for item in found] == [("Chen Jing", "Sun Li"), ("Li Na",)]
    assert len({item.key for item in found}) == 2


def test_a_decision_of_which_findings_speak_person_by_person_is_one_item():
    own = [
        attrs.evolve(DECISION, key=f"k-{who}", reason_args={"person": who}) for who in ("Chen Jing", "Sun Li")
    ]
    two = (AWAITING, attrs.evolve(AWAITING, person="Sun Li"))
    found = agenda(CaseAssessment("G-1", Verdict.VIOLATED, tuple(own), persons=two)).items
    assert [(item.subject, item.about) for item in found] == [("diligent", ("Chen Jing", "Sun Li"))]


OPEN_QUESTION = OpenQuestion(QUESTION_LEAF, ("committee",))
HANGING = attrs.evolve(
    UNKNOWN_RESULT,
    exemptions=(attrs.evolve(UNKNOWN_RESULT.exemptions[0], waits_for="committee", due=day("2024-07-07")),),
)


def test_a_question_without_a_deadline_comes_last_with_what_hangs_on_it():
    assessed = attrs.evolve(ASSESSED, persons=(HANGING,), open_questions=(OPEN_QUESTION,))
    found = agenda(assessed)
    assert "negligence" not in [item.subject for item in found.items]
    assert [(item.subject, item.due, item.about) for item in found.questions] == [
        ("negligence", None, ("Zhao Lei",))
    ]
    assert len(agenda(assessed, until="2024-07-07").questions) == 1
    assert agenda(assessed, until="2024-07-06").questions == ()
    lines = " ".join(" ".join(agenda_lines(found, AS_OF, None, names_of("en"), Paint(color=False))).split())
    assert (
        "Without a deadline G-1 · decision · gross negligence: a decision on “gross negligence” by review "
        "committee; on it hangs the decision on “diligence”, by the end of 7 July 2024; concerns Zhao Lei"
        in lines
    )
    chinese = "".join(agenda_lines(agenda(assessed, "zh"), AS_OF, None, names_of("zh"), Paint(color=False)))
    assert "无期限" in chinese
    assert "免责条款“勤勉尽职”的决定取决于此" in chinese
    asked = agenda_json(found, AS_OF, None, names_of("en"))["questions"]
    assert isinstance(asked, list)
    assert asked[0]["due"] is None
    calendar = Calendar.from_ical(calendar_from_agenda(found, RUN, names_of("en")))
    assert len(list(calendar.walk("VEVENT"))) == len(found.items)


def test_a_question_on_which_no_decision_hangs_has_no_day_at_all():
    alone = CaseAssessment("G-1", Verdict.PENDING, (), open_questions=(OPEN_QUESTION,))
    assert [item.needed for item in agenda(alone).questions] == [None]
    assert agenda(alone, until="2024-12-31").questions == ()


@pytest.mark.parametrize(
    ("level", "above", "words"),
    [
        ("otherwise-1", {"manager": "head"}, "逐级上报"),
        ("otherwise-1", {"manager": "deputy", "deputy": "head"}, "逐级上报"),
        ("otherwise-1", {"manager": "deputy", "deputy": "manager"}, "补救"),
        ("if-any-missed-1", {"manager": "head"}, "补救"),
    ],
)
def test_a_level_is_an_escalation_where_it_is_the_superior_s(level: str, above: dict[str, str], words: str):
    names = attrs.evolve(names_of("zh"), above=above)
    assessed = attrs.evolve(ASSESSED, findings=(MISSED,), escalations=(attrs.evolve(LEVEL, level=level),))
    (item,) = [
        each for each in agenda_of_case(CASE, assessed, AS_OF, names).items if each.subject == "tell_head"
    ]
    assert f"G-1 · {words} · " in item_words(item, names)


@pytest.mark.parametrize(
    "closed",
    [
        attrs.evolve(MISSED, flags=frozenset()),
        attrs.evolve(TELL, advisory=True),
        attrs.evolve(TELL, due=None),
        finding(Verdict.SATISFIED, "done", due=day("2024-07-01")),
        attrs.evolve(DECISION, verdict=Verdict.LATE),
    ],
)
def test_what_is_done_or_lost_is_not_open(closed: object):
    assert agenda(only(closed)).items == ()


def test_pending_duties_without_a_deadline_are_counted():
    assert agenda(only(attrs.evolve(TELL, due=None))).undated == 1


def test_until_a_day_and_of_a_person():
    assert len(agenda(until="2024-07-05").items) == 3
    assert len(agenda(until="2024-07-04").items) == 2
    assert [item.subject for item in agenda(person="Chen Jing").items] == ["diligent"]
    assert [item.subject for item in agenda(person="Wang Wu").items] == ["prompt_visit"]


def test_an_instant_comes_before_the_end_of_its_day():
    early = attrs.evolve(TELL, key="b", due=at("2024-07-05T12:00"))
    late = attrs.evolve(TELL, key="a")
    assert [item.key for item in agenda(only(late, early)).items] == ["b", "a"]
    passed = attrs.evolve(TELL, due=day("2024-06-29"))
    assert [item.overdue for item in agenda(only(passed, attrs.evolve(TELL, key="c", due=AS_OF))).items] == [
        True,
        False,
    ]


def test_the_text():
    lines = agenda_lines(agenda(), AS_OF, None, names_of("en"), Paint(color=False))
    assert lines[:5] == [
        "As of 30 June 2024: 4 open items",
        "2 overdue",
        "",
        "7 May 2024 (overdue)",
        "  G-1 · duty · prompt visit (article 14): what the rule asks for, done by client manager (Wang Wu)",
    ]
    chinese = agenda_lines(agenda(tongue="zh"), AS_OF, day("2024-07-31"), names_of("zh"), Paint(color=False))
    assert chinese[0] == "截至2024年6月30日，2024年7月31日之前到期的待办事项4项"
    assert "2024年5月7日（已逾期）" in chinese
    assert (
        "  G-1 · 待决定 · “勤勉尽职”（第二十八条）：由评审委员会就“勤勉尽职”作出决定；涉及Chen Jing"
        in chinese
    )
    undated = agenda_lines(
        agenda(only(attrs.evolve(TELL, due=None))), AS_OF, None, names_of("en"), Paint(color=True)
    )
    assert "1 more duty without a deadline yet is pending, or may be." in undated[-1]


def test_the_json():
    found = agenda_json(agenda(), AS_OF, None, names_of("en"))
    items = found["items"]
    assert isinstance(items, list)
    assert found["as_of"] == "2024-06-30"
    assert items[0]["kind"] == "duty"
    assert items[0]["overdue"] is True
    assert items[1]["about"] == ["Chen Jing"]


# ---- the calendar file -----------------------------------------------------------------------


def test_the_calendar_has_an_event_on_each_deadline():
    instant = attrs.evolve(TELL, key="k-instant", due=at("2024-07-05T12:00"))
    assessed = attrs.evolve(ASSESSED, findings=(*ASSESSED.findings, instant))
    content = calendar_from_agenda(agenda(assessed), RUN, names_of("en"))
    calendar = Calendar.from_ical(content)
    events = list(calendar.walk("VEVENT"))
    assert calendar["VERSION"] == "2.0"
    assert str(calendar["X-WR-CALNAME"]) == "Deadlines: Diligence"
    assert [event.decoded("DTSTART") for event in events] == [
        dt.date(2024, 5, 7),
        dt.date(2024, 6, 20),
        dt.datetime(2024, 7, 5, 4, 0, tzinfo=dt.UTC),
        dt.date(2024, 7, 5),
        dt.date(2024, 7, 10),
    ]
    assert events[0].decoded("DTEND") == dt.date(2024, 5, 8)
    assert str(events[0]["SUMMARY"]) == "G-1: prompt visit (overdue)"
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert all(event.decoded("DTSTAMP") == dt.datetime(2024, 6, 30, 16, 0, tzinfo=dt.UTC) for event in events)


def test_the_file_keeps_to_the_form_of_lines():
    content = calendar_from_agenda(agenda(tongue="zh"), RUN, names_of("zh"))
    lines = content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    (event,) = [each for each in Calendar.from_ical(content).walk("VEVENT") if "上报" in str(each["SUMMARY"])]
    assert str(event["DESCRIPTION"]) == item_words(agenda(tongue="zh").items[2], names_of("zh"))


def test_the_same_agenda_is_the_same_file_and_a_new_day_keeps_the_ids():
    first = calendar_from_agenda(agenda(), RUN, names_of("en"))
    assert first == calendar_from_agenda(agenda(), RUN, names_of("en"))
    later = calendar_from_agenda(agenda(), attrs.evolve(RUN, as_of=at("2024-07-01T08:00")), names_of("en"))
    ids = [[str(each["UID"]) for each in Calendar.from_ical(text).walk("VEVENT")] for text in (first, later)]
    assert ids[0] == ids[1]
    assert first != later


def test_an_empty_agenda_is_a_calendar_too():
    content = calendar_from_agenda(agenda(only()), RUN, names_of("en"))
    assert list(Calendar.from_ical(content).walk("VEVENT")) == []


def test_ids_do_not_show_the_record():
    content = calendar_from_agenda(agenda(only(attrs.evolve(TELL, key="Li Na secret"))), RUN, names_of("en"))
    assert b"secret" not in content


def test_what_is_still_owed_is_marked():
    owed = attrs.evolve(MISSED, flags=frozenset({Flag.STILL_OWED}))
    assert agenda(only(owed)).items[0].overdue


def test_what_may_still_be_to_be_done_is_not_passed_over_in_silence():
    unknown = attrs.evolve(
        TELL, verdict=Verdict.UNKNOWN, possible=frozenset({Verdict.SATISFIED, Verdict.PENDING})
    )
    [item] = agenda(only(unknown)).items
    assert item.unsure
    assert item_words(item, names_of("en")).endswith(
        "– whether it is still to be done cannot be told from the record"
    )
    assert item_words(item, names_of("zh")).endswith("记录不足以判断是否已经完成")
    assert agenda(only(attrs.evolve(unknown, due=None))).undated == 1


def test_what_is_surely_done_or_excused_is_not_open_though_it_is_not_known_which():
    done = attrs.evolve(TELL, verdict=Verdict.UNKNOWN, possible=frozenset({Verdict.SATISFIED, Verdict.LATE}))
    assert agenda(only(done)).items == ()
