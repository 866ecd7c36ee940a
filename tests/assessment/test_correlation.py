"""`for the same site` and `site of alarm`: which event they speak of, in every place that may say them."""

import pytest

from dutylang.assessment.model import Finding
from dutylang.cases.record import EventRecord
from tests.assessment.common import case_of, found, happened, verdicts

MORE = """event note
  site text
event open_file
  site text
event close_file"""
REGISTERS = dict.fromkeys(["alarm", "visit", "review", "report", "note", "open_file", "close_file", "issue"])
ALARM = happened("alarm", "2024-05-06", site="x")
OPEN = happened("open_file", "2024-04-29", site="x")


def judged(rules: str, *events: EventRecord, as_of: str = "2024-05-31") -> list[Finding]:
    return found(rules, case_of(*events, registers=REGISTERS), as_of, MORE)


def visit(day: str, site: str) -> EventRecord:
    return happened("visit", day, site=site)


@pytest.mark.parametrize(("site", "verdict"), [("x", "satisfied"), ("y", "violated")])
class TestTheSameSite:
    """Acts about the site of the trigger count, others do not."""

    def test_on_the_day_of(self, site, verdict):
        rules = "  duty d\n    on the day of open_file\n    clerk must ensure visit for the same site\n"
        assert verdicts(judged(rules, OPEN, visit("2024-04-29", site))) == [verdict]

    def test_each_period_of_a_scope(self, site, verdict):
        rules = (
            "  duty d\n    every week from open_file until close_file\n"
            "    clerk must ensure visit for the same site\n"
        )
        events = OPEN, visit("2024-05-01", site), visit("2024-05-07", site)
        assert verdicts(judged(rules, *events, as_of="2024-05-13"))[:2] == [verdict, verdict]

    def test_since_the_last(self, site, verdict):
        rules = (
            "  duty d\n    every 7 days since the last from open_file until close_file\n"
            "    clerk must ensure visit for the same site\n"
        )
        events = OPEN, visit("2024-05-02", "x"), visit("2024-05-07", site)
        assert verdicts(judged(rules, *events, as_of="2024-05-13"))[:2] == ["satisfied", verdict]

    @pytest.mark.parametrize("said", ["for the same site", "with site is site of alarm"])
    @pytest.mark.parametrize("relation", ["otherwise", "if any step is missed\n      ", "and"])
    def test_a_step_speaks_of_the_trigger_of_the_duty(self, site, verdict, relation, said):
        rules = (
            "  duty d\n    after each alarm\n    clerk must ensure visit within 3 days\n"
            f"    {relation} clerk must ensure note within 5 days {said}\n"
        )
        note = happened("note", "2024-05-10", site=site)
        assert verdicts(judged(rules, ALARM, note)) == ["violated", verdict]

    def test_a_duty_of_lateness_speaks_of_the_trigger(self, site, verdict):
        rules = (
            "  duty d\n    after each alarm\n    clerk must ensure visit within 3 days\n"
            "    if late, clerk must ensure note within 5 days for the same site\n"
        )
        note = happened("note", "2024-05-14", site=site)
        assert verdicts(judged(rules, ALARM, visit("2024-05-13", "z"), note)) == ["late", verdict]

    def test_a_step_that_follows_speaks_of_the_act_before(self, site, verdict):
        rules = (
            "  duty d\n    after each alarm\n    clerk must ensure visit within 3 days\n"
            "    then clerk must ensure note within 5 days for the same site\n"
        )
        other = happened("alarm", "2024-05-06", site="z")
        note = happened("note", "2024-05-10", site=site)
        assert verdicts(judged(rules, other, visit("2024-05-07", "x"), note)) == ["satisfied", verdict]

    def test_a_level_of_a_prohibition_speaks_of_its_trigger(self, site, verdict):
        rules = (
            "  prohibition p\n    after each alarm\n    nobody may report\n"
            "    otherwise clerk must ensure note within 5 days for the same site\n"
        )
        events = ALARM, happened("report", "2024-05-07"), happened("note", "2024-05-08", site=site)
        assert verdicts(judged(rules, *events)) == ["violated", verdict]


def test_the_start_of_a_scope_is_told_from_the_trigger_in_it():
    rules = (
        "  duty d\n    from open_file until close_file\n    after each alarm\n"
        '    clerk must ensure review within 3 days unless site of {} is "x"\n'
    )
    there = happened("alarm", "2024-05-06", site="y")
    assert verdicts(judged(rules.format("open_file"), OPEN, there)) == ["exempt"]
    assert verdicts(judged(rules.format("alarm"), OPEN, there)) == ["violated"]


def test_a_prohibition_may_speak_of_the_forbidden_act():
    rules = "  prohibition p\n    nobody may visit when written of visit\n"
    acts = [happened("visit", "2024-05-06", written=written) for written in (True, False)]
    assert verdicts(judged(rules, *acts)) == ["violated"]
    assert verdicts(judged(rules, happened("visit", "2024-05-06"))) == ["unknown"]


def test_without_anything_to_speak_of_it_is_unknown():
    rules = (
        "  duty d\n    from open_file until close_file\n"
        '    clerk must ensure review within 3 days unless site of open_file is "x"\n'
    )
    assert verdicts(judged(rules, happened("open_file", "2024-04-29"))) == ["unknown"]
