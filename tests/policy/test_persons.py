"""Liability, exemption, handover and scale: what each must say, and what its lines say together."""

import pytest

from dutylang.diagnostics import Severity
from dutylang.policy.typed import BreachTest, HappensTest, PersonDidTest
from dutylang.syntax.ast import Exemption, ExemptionWhen
from tests.policy.texts import DUTY, Checked, checked_cleanly

GRADES = "grades warning, demerit, dismissal\n"
EVENTS = "event concealment\nevent handover_signed\nevent object\n  strong yes/no\n"
GROUND = "    for each breach of visit\n"
HELD = "    holds client_manager as principal\n"


def judged(*lines: str, more: str = "") -> Checked:
    """A liability of these lines, beside a duty to breach."""
    body = "".join(f"    {line}\n" for line in lines)
    return checked_cleanly(GRADES + EVENTS + DUTY + "article 27\n  liability slow\n" + body + more)


def spared(*lines: str, liability: str = GROUND + HELD + "    kinds economic, assessment\n") -> Checked:
    """An exemption of these lines from a liability."""
    body = "".join(f"    {line}\n" for line in lines)
    text = GRADES + EVENTS + DUTY + "article 27\n  liability slow\n" + liability
    return checked_cleanly(text + "article 28\n  exemption diligent\n" + body)


def ruled(text: str) -> Checked:
    """Other rules beside a duty."""
    return checked_cleanly(GRADES + EVENTS + DUTY + "article 29\n" + text)


BREACH = "for each breach of visit"
HOLDS = "holds client_manager as principal"


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ((BREACH, HOLDS), []),
        ((BREACH,), ["D030"]),
        ((BREACH, "holds every handler of the case"), []),
        ((HOLDS,), ["D031"]),
        (("when concealment", HOLDS), ["D031"]),
        (("for concealment", HOLDS), []),
        (("opens on concealment", HOLDS), []),
        (("for each lateness of visit", HOLDS), []),
        (("for each failure of article 10", HOLDS), []),
        (("for each breach of article 27", HOLDS), ["D038"]),
        (("for each breach of article 99", HOLDS), ["N017"]),
        (("for each breach of visits", HOLDS), ["N001"]),
        ((BREACH, HOLDS, "grade warning when concealment"), []),
        ((BREACH, HOLDS, "grade reprimand"), ["N001"]),
        ((BREACH, HOLDS, "grade warning when nothing_known"), ["N001"]),
        ((BREACH, HOLDS, "when amount > 3 CNY"), []),
        ((BREACH, HOLDS, "when amount"), ["T006"]),
        ((BREACH, HOLDS, "when days_overdue > 9 and days_overdue < 3"), ["D006"]),
        ((BREACH, HOLDS, "kinds economic, economic"), ["D014"]),
        ((BREACH, HOLDS, "kinds economic", "kinds assessment"), ["D043"]),
        ((BREACH, HOLDS, "points 3", "points 5"), ["D043"]),
        ((BREACH, HOLDS, "opens on concealment", "opens on emergency"), ["D043"]),
        ((BREACH, HOLDS, "attributed at the trigger"), []),
        ((BREACH, HOLDS, "attributed 40% at the trigger, 60% at the deadline"), []),
        ((BREACH, HOLDS, "attributed 40% at the trigger, 50% at the deadline"), ["D033"]),
        ((BREACH, HOLDS, "moving post does not release", "milder applies", "points 3"), []),
    ],
)
def test_a_liability_says_on_what_it_rests_and_whom_it_holds(lines, codes):
    assert judged(*lines).codes() == codes


@pytest.mark.parametrize(
    ("holds", "codes"),
    [
        ("client_manager as principal 70%, department_head as joint 30%", []),
        ("client_manager as principal 70%, department_head as joint 40%", ["D032"]),
        ("client_manager as principal 70%, department_head as joint 20%", ["D032"]),
        ("client_manager as principal 70%, department_head as joint", []),
        ("client_manager as principal 120%, department_head as joint", ["D032"]),
        ("client_manager as principal, client_manager as joint", ["D014"]),
        ("nobody_known as principal", ["N001"]),
    ],
)
def test_shares_are_of_one_whole(holds, codes):
    assert judged(BREACH, f"holds {holds}").codes() == codes


def test_shares_on_two_lines_add_up():
    found = judged(BREACH, "holds client_manager as principal 70%", "holds department_head as joint 30.5%")
    assert found.only("D032").args["total"] == "100.5"


def test_a_ground_that_is_never_breached_is_told_in_a_warning():
    text = """
article 10
  duty advice
    after each emergency
    client_manager should visit_site within 3 days
  permission leave
    client_manager may visit_site
article 27
  liability slow
    for each breach of advice
    for each breach of leave
    holds client_manager as principal
"""
    found = checked_cleanly(text)
    assert [(each.code, each.severity) for each in found.problems if each.code != "N007"] == [
        ("D051", Severity.WARNING)
    ] * 2
    assert found.policy is not None


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        (("from slow", "effect full"), []),
        (("from slow",), ["D034"]),
        (("effect full",), ["D035"]),
        (("from fast", "effect full"), ["N001"]),
        (("from every liability of article 27", "effect full"), []),
        (("from every liability of article 10", "effect full"), ["D037"]),
        (("from every liability of article 99", "effect full"), ["N017"]),
        (("from slow", "effect full", "effect full"), ["D043"]),
        (("from slow", "effect partial"), ["D036"]),
        (("from slow", "effect partial for economic"), []),
        (("from slow", "effect partial for disciplinary"), ["N001"]),
        (("from slow", "effect mitigated to warning"), []),
        (("from slow", "effect mitigated to reprimand"), ["N001"]),
        (("from slow", "for client_manager, department_head", "effect full"), []),
        (("from slow", "for clerk", "effect full"), ["N001"]),
        (("from slow", "effect full, on decision of department_head within 30 days after object"), []),
        (("from slow", "effect full, on decision of committee"), ["N001"]),
        (
            ("from slow", "effect full, on decision of department_head within 30 days after objecting"),
            ["N001"],
        ),
        (("from slow", "effect full", "barred by concealment"), []),
        (("from slow", "effect full", "barred by fraud"), ["N001"]),
        (("from slow", "effect full", "when the person did object"), []),
        (("from slow", "effect full", "when the person did object with (strong)"), []),
        (("from slow", "effect full", "when the person did object with (weak)"), ["N001"]),
        (("from slow", "effect full", "when the person did objecting"), ["N001"]),
        (("from slow", "effect full", "when the person did objecting with (strong)"), ["N001"]),
        (("from slow", "effect full", "when no breach of visit that the person bore"), []),
        (("from slow", "effect full", "when no breach of visits, visit"), ["N001"]),
    ],
)
def test_an_exemption_says_from_what_and_how_far(lines, codes):
    assert spared(*lines).codes() == codes


def test_a_partial_exemption_takes_away_what_is_there():
    other = "  liability other\n" + GROUND + HELD + "    kinds disciplinary\n"
    found = spared("from slow", "effect partial for disciplinary", liability=GROUND + HELD + other)
    assert found.only("D039").help == "none"
    named = GROUND + HELD + "    kinds economic\n" + other
    found = spared("from slow", "effect partial for disciplinary", liability=named)
    assert found.only("D039").args["values"] == ("economic",)
    assert (
        spared(
            "from every liability of article 27", "effect partial for disciplinary", liability=named
        ).codes()
        == []
    )


def test_conditions_on_persons_are_typed():
    found = spared(
        "from slow",
        "effect full",
        "when no unrepaired breach of visit that the person bore",
        "when the person did object",
    )
    assert found.policy is not None
    [rule] = [each.rule for each in found.policy.rules if isinstance(each.rule, Exemption)]
    typed = [
        found.policy.typed[each.condition.span] for each in rule.clauses if isinstance(each, ExemptionWhen)
    ]
    assert isinstance(typed[0], BreachTest)
    assert (typed[0].rules, typed[0].unrepaired, typed[0].person_bore) == (("visit",), True, True)
    assert isinstance(typed[1], PersonDidTest)
    assert (typed[1].event, typed[1].where) == ("object", None)


def test_the_deciding_role_is_known_by_the_exemption():
    found = spared("from slow", "effect full, on decision of department_head")
    assert found.policy is not None
    assert found.policy.vocabulary.decisions == {"diligent": "department_head"}


@pytest.mark.parametrize(
    "condition", ["the person did visit_site", "no breach of article 10 that the person bore"]
)
def test_only_rules_about_persons_speak_of_the_person(condition):
    text = f"article 11\n  duty again\n    when {condition}\n    client_manager must issue_report\n"
    assert checked_cleanly(DUTY + text).codes() in (["D044"], ["D010"])


def test_a_figure_over_cases_knows_no_person():
    means = "means count of loan with (no breach of article 10 that the person bore)"
    text = f"article 30\n  portfolio clean\n    {means}\n"
    assert checked_cleanly(DUTY + text).codes() == ["D044"]


@pytest.mark.parametrize(
    ("lines", "helps"),
    [
        (("of client_manager", "on handover_signed", "signed by the outgoing holder, department_head"), []),
        (("of client_manager", "on handover_signed"), ["signers"]),
        (("of client_manager", "signed by the incoming holder"), ["event"]),
        (("on handover_signed", "signed by the incoming holder"), ["roles"]),
        ((), ["roles", "event", "signers"]),
    ],
)
def test_a_handover_says_of_whom_by_what_and_who_signs(lines, helps):
    found = ruled("  handover files\n" + "".join(f"    {line}\n" for line in lines))
    assert [each.help for each in found.problems if each.code == "D040"] == helps
    assert set(found.codes()) <= {"D040"}


def test_the_names_in_a_handover_are_checked():
    lines = "    of clerk\n    on signing\n    signed by the incoming holder, boss\n    on handover_signed\n"
    assert sorted(ruled("  handover files\n" + lines).codes()) == ["D043", "N001", "N001", "N001"]


PER_CASE, SIX = "counted per case", "reaching 6 points grade demerit"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ((PER_CASE, SIX, "reaching 3 points grade warning"), []),
        (("counted per person every year", SIX), []),
        (("counted per person within 12 months", SIX), []),
        (("counted per person within long_ago", SIX), [("N001", "declare")]),
        ((PER_CASE,), [("D041", "thresholds")]),
        ((SIX,), [("D041", "counted")]),
        ((PER_CASE, "counted per person every year", SIX), [("D043", None)]),
        ((PER_CASE, SIX, "reaching 9 points grade warning"), [("D047", "falls")]),
        ((PER_CASE, SIX, "reaching 9 points grade demerit"), [("D047", "falls")]),
        ((PER_CASE, SIX, "reaching 6 points grade dismissal"), [("D047", "same")]),
        ((PER_CASE, "reaching 6 points grade reprimand"), [("N001", "declare")]),
    ],
)  # fmt: skip
def test_a_scale_counts_points_and_its_grades_rise(lines, found):
    said = ruled("  scale yearly\n" + "".join(f"    {line}\n" for line in lines))
    assert [(each.code, each.help) for each in said.problems if each.severity is Severity.ERROR] == found


def test_a_judgement_says_until_when_and_on_what():
    good = "judgement gross by department_head within 30 days after emergency on amount, visit_site\n"
    found = checked_cleanly(good + DUTY)
    assert found.codes() == []
    assert found.policy is not None
    info = found.policy.vocabulary.judgements["gross"]
    assert (info.by, info.on) == (("department_head",), ("amount", "visit_site"))
    assert info.within is not None
    assert info.within.after is not None
    for wrong in (good.replace("emergency", "alarm"), good.replace("amount", "amounts")):
        assert checked_cleanly(wrong + DUTY).codes() == ["N001"], wrong


def test_a_judgement_and_an_exemption_have_names_of_their_own():
    found = checked_cleanly(
        "judgement diligent by department_head\n" + DUTY + "article 27\n  liability slow\n" + GROUND + HELD
        + "article 28\n  exemption diligent\n    from slow\n    effect full\n"
    )  # fmt: skip
    assert found.codes() == ["N003"]


def test_rules_of_every_sort_share_their_names():
    for text in ("  handover visit\n    of client_manager\n    on handover_signed\n    signed by the incoming holder\n",
                 "  scale visit\n    counted per case\n    reaching 6 points grade demerit\n",
                 "  exception visit\n    to visit\n    when amount > 3 CNY\n"):  # fmt: skip
        assert "N003" in ruled(text).codes(), text


def test_a_fact_of_the_case_is_a_ground():
    found = judged("for concealment", HOLDS, more="")
    assert found.policy is not None
    assert any(
        isinstance(each, HappensTest) and each.event == "concealment" for each in found.policy.typed.values()
    )


SCENARIO = """
article 28
  exemption diligent
    from slow
    effect full, on decision of department_head
  exemption small
    from slow
    when amount < 3 CNY
    effect full
  scale yearly
    counted per case
    reaching 6 points grade demerit
  portfolio bad_share
    by client_manager
    means total amount of handled_by_agent loan / total amount of loan
  portfolio size
    means count of loan
scenario "s" as of 2024-06-30
"""


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ('expect "Li" liable for slow as principal 70% at warning, kinds economic, points 3', []),
        ('expect "Li" liable for fast', ["N001"]),
        ('expect "Li" liable for slow as joint', ["N001"]),
        ('expect "Li" liable for slow at reprimand', ["N001"]),
        ('expect "Li" liable for slow, kinds disciplinary', ["N001"]),
        ('expect "Li" unknown for slow because amount, diligent, bad_share', []),
        ('expect "Li" unknown for slow because height', ["N001"]),
        ('expect nobody liable for slow', []),
        ('expect "Li" 12 points under yearly at demerit', []),
        ('expect "Li" 12 points under yearly', []),
        ('expect "Li" 12 points under monthly', ["N001"]),
        ('expect "Li" 12 points under yearly at reprimand', ["N001"]),
        ('given judgement diligent yes about "Li" at 2024-06-01 by "Wu" as department_head', []),
        ('given judgement small yes at 2024-06-01 by "Wu" as department_head', ["D050"]),
        ('given judgement gross yes at 2024-06-01 by "Wu" as department_head', ["N001"]),
        ('given judgement diligent yes at 2024-06-01 by "Wu" as boss', ["N001"]),
        ('given portfolio bad_share 2.9% for "Li"', []),
        ('given portfolio bad_share unknown', []),
        ('given portfolio bad_share 3', ["T012"]),
        ('given portfolio size 3', []),
        ('expect diligent satisfied', []),
        ('expect small satisfied', ["D050"]),
        ('expect slow violated', ["N002"]),
        ('given portfolio size 3 for "Li"', ["D052"]),
        ('given portfolio good_share 3%', ["N001"]),
    ],
)  # fmt: skip
def test_scenarios_speak_of_persons(line, codes):
    held = HELD + "    kinds economic\n"
    text = GRADES + DUTY + "article 27\n  liability slow\n" + GROUND + held + SCENARIO
    expect = "" if line.startswith("expect") else "  expect visit not applicable\n"
    assert checked_cleanly(f"{text}  {line}\n{expect}").codes() == codes


def test_the_words_of_persons_are_labels_of_the_vocabulary():
    found = judged(BREACH, 'holds client_manager as principal "main"', 'kinds economic "money"')
    assert found.policy is not None
    assert found.policy.vocabulary.label("economic", "en") == "money"
    assert found.policy.vocabulary.label("principal", "en") == "main"
