"""Suggested scenarios: each shows what it says, nothing in it can go, and all constructs of the language are met."""

from pathlib import Path
from random import Random

import attrs
import pytest

from dutylang.assessment.coverage import Watch, watch_of
from dutylang.assessment.model import CaseAssessment, Verdict
from dutylang.assessment.persons import Result
from dutylang.assessment.suggestions import Suggested, Suggestion, suggested
from dutylang.assessment.suggestions.trial import Bench
from dutylang.pipeline import Loaded, load_policy, loaded_from_text, run_scenarios
from dutylang.syntax.ast import GivenCase, GivenEvent, MoneyAmount, Scenario
from tests.assessment.accountability.common import policy_of as grounds_of
from tests.assessment.common import HEAD, policy_of

ROOT = Path(__file__).parents[2]


def watched(loaded: Loaded, scenarios: tuple[Scenario, ...]) -> Watch:
    """What the scenarios show of a policy."""
    watch = watch_of(loaded.policy, loaded.plan)
    narrowed = attrs.evolve(loaded, policy=attrs.evolve(loaded.policy, scenarios=scenarios))
    for _ in run_scenarios(narrowed, None, watch):
        pass
    return watch


def found_for(loaded: Loaded, scenarios: tuple[Scenario, ...] | None = None) -> Suggested:
    """What is suggested beside the scenarios, those of the policy if none are named."""
    scenarios = loaded.policy.scenarios if scenarios is None else scenarios
    return suggested(loaded.policy, loaded.plan, scenarios, watched(loaded, scenarios))


def unsolved(found: Suggested) -> set[str]:
    """Rule, kind and way of what nothing was found for."""
    return {
        f"{each.clause.rule} {each.clause.kind.value} {way.value}"
        for each in found.unsolved
        for way in each.missing
    }


def assert_true_and_short(found: Suggested, loaded: Loaded) -> None:
    """Each suggestion shows what it says by itself, expects nothing, and cannot do without any of its givens."""
    for each in found.suggestions:
        assert each.scenario.expects == ()
        assert each.shows
        assert set(each.shows) <= watched(loaded, (each.scenario,)).ways
    together = watched(loaded, tuple(each.scenario for each in found.suggestions))
    assert {way for each in found.suggestions for way in each.shows} <= together.ways
    for each in found.suggestions[:1]:
        assert_nothing_can_go(each, loaded)


def assert_nothing_can_go(suggestion: Suggestion, loaded: Loaded) -> None:
    """Without any one of its givens something is not shown any more, or more is left open."""
    for place in range(len(suggestion.scenario.givens)):
        givens = suggestion.scenario.givens
        shorter = attrs.evolve(suggestion.scenario, givens=givens[:place] + givens[place + 1 :])
        shown = Bench(loaded.policy, {}, watch_of(loaded.policy, loaded.plan)).shown(shorter, loaded.plan)
        assert shown is not None
        same = set(suggestion.shows) <= shown.ways
        assert not same or left_open(shown.assessment) > left_open(suggestion.assessment)


def left_open(assessment: CaseAssessment) -> int:
    """How many verdicts and results are unknown."""
    verdicts = [each.verdict for each in assessment.findings]
    return verdicts.count(Verdict.UNKNOWN) + [each.result for each in assessment.persons].count(
        Result.UNKNOWN
    )


# ---- every construct, from nothing ---------------------------------------------------------------

DUTY = "  duty d\n"
RULES = {
    "a fact": DUTY + "    when urgent\n    clerk must visit within 3 days\n",
    "an amount": DUTY
    + "    after each alarm\n    when amount >= 5,000 CNY\n    clerk must visit within 3 days\n",
    "equal amounts": DUTY + "    when amount == 5,000 CNY\n    clerk must visit within 3 days\n",
    "and, or, not": DUTY
    + "    after each alarm\n    when urgent or not (amount > 5 CNY and rating is good)\n    clerk must visit\n",
    "a tracked value": DUTY
    + "    after each alarm\n    when rating is poor\n    clerk must visit within 3 days\n",
    "missing": DUTY
    + "    after each alarm\n    when opened_on is missing\n    clerk must visit within 3 days\n",
    "a date": DUTY
    + "    after each alarm\n    when opened_on < 3 years ago\n    clerk must visit within 3 days\n",
    "an attribute": DUTY
    + "    after each alarm with severe\n    clerk must visit within 3 days\n      with written\n",
    "a set": DUTY + "    after each alarm\n    clerk must visit with covers including funds, progress\n",
    "a union": DUTY + "    after each alarm\n    clerk must visit within 3 days\n"
    "      together with covers including funds, progress\n",
    "the same site": DUTY + "    after each alarm\n    clerk must visit for the same site within 3 days\n",
    "steps": DUTY
    + "    after each alarm\n    clerk must visit within 3 days\n"
    + "    then must report within 2 days\n    if any step is missed\n    leader must review within 2 days\n",
    "otherwise": DUTY
    + "    after each alarm\n    clerk must visit within 3 days\n    otherwise leader must review within 9 days\n",
    "before an event": DUTY + "    between alarm and release\n    clerk must visit\n",
    "every month": DUTY + "    every month from issue until release\n    clerk must report\n",
    "so many times": DUTY + "    after each alarm\n    clerk must visit at least 2 times within 9 days\n",
    "a prohibition": "  prohibition d\n    clerk must not grant\n      unless review\n      when urgent\n",
    "a prohibition in a stretch": "  prohibition d\n    after issue\n    clerk must not grant\n"
    "      unless review on the same day\n",
    "at most": DUTY + "    from issue until release\n    clerk must grant at most 2 times\n",
    "only after": "  prohibition d\n    anyone may report only after visit\n      with written\n",
    "directly after": DUTY + "    after alarm\n    clerk may grant only after review within 3 days\n",
    "four eyes": DUTY + "    visit and review by different persons\n",
    "one of two": DUTY + "    never both freeze and thaw\n",
    "the first event": DUTY + "    the first event must be alarm\n",
    "the last event of all": DUTY + "    the last event must be release\n",
    "a joint duty": DUTY + "    after each alarm\n    clerk must visit and report within 3 days\n",
    "alternatives": DUTY + "    after each alarm\n    clerk must visit or report within 3 days\n",
    "the next event of all": DUTY + "    after each alarm\n    clerk must report as the next event\n",
    "on the day": DUTY + "    on the day of issue\n    clerk must report\n",
    "since the last": DUTY
    + "    every 30 days since the last from issue until release\n    clerk must visit\n",
    "if late": DUTY + "    after each alarm\n    clerk must visit within 3 days\n"
    "    if late, clerk must report within 1 day\n",
    "every superior": DUTY + "    after each alarm\n    clerk must visit within 3 days\n"
    "    otherwise leader must report within 1 day\n",
    "what is kept and restored": DUTY
    + "    from issue until release\n    clerk must keep amount <= 100 CNY\n      restored within 30 days\n",
    "a lapsing duty": DUTY + "    after each alarm\n    clerk must visit within 3 days\n    lapses\n",
    "advice": DUTY + "    after each alarm\n    clerk should report within 1 day\n",
    "a condition kept": DUTY + "    from issue until release\n    clerk must keep amount <= 100 CNY\n",
    "a definition": "  define pressing means urgent and amount > 5 CNY\n"
    + DUTY
    + "    after each alarm\n    when pressing\n    clerk must visit within 3 days\n",
    "a table": "  table route first match\n"
    "    | amount       | urgent | way |\n"
    "    | <= 5,000 CNY | no     | own |\n"
    "    | any          | any    | bureau |\n"
    + DUTY
    + "    after each alarm\n    when route is bureau\n    clerk must visit within 3 days\n",
    "a count of events": DUTY
    + "    after each report\n    when count of alarm >= 2\n    clerk must visit within 3 days\n",
    "an event that happened": DUTY
    + "    after each report\n    when alarm with severe\n    clerk must visit within 3 days\n",
    "the last event": DUTY
    + '    after each report\n    when site of last alarm is "north"\n    clerk must visit within 3 days\n',
    "time that passed": DUTY
    + "    after each report\n    when days from opened_on to date of last report >= 30\n"
    + "    clerk must visit within 3 days\n",
    "not one of them": DUTY
    + "    after each alarm\n    when rating is not poor\n    clerk must visit within 3 days\n",
    "an attribute of the trigger": DUTY
    + "    after each alarm\n    when severe of alarm\n    clerk must visit within 3 days\n",
    "a total over events": DUTY
    + "    after each report\n    when count of visit with written >= 2\n    clerk must review within 3 days\n",
    "not even one": DUTY
    + "    after each report\n    when not visit with written\n    clerk must review within 3 days\n",
    "exceptions of their own": DUTY + "    after each alarm\n    clerk must visit within 3 days\n"
    "  exception small\n    to d\n    when urgent\n"
    "  exception late\n    to d\n    when rating is poor\n    instead within 9 days\n",
    "a permission": "  prohibition d\n    clerk must not grant\n"
    "  permission leave\n    exception to d\n    when urgent\n    clerk may grant\n",
    "an exception": DUTY + "    after each alarm\n    clerk must visit within 3 days\n"
    "      unless report within 2 days\n",
    "another deadline": DUTY + "    after each alarm\n    clerk must visit within 3 days\n"
    "      instead within 9 days when urgent\n",
}


@pytest.mark.parametrize("name", RULES)
def test_every_way_of_a_clause_is_found_from_nothing(name: str):
    loaded = policy_of(RULES[name])
    found = found_for(loaded)
    assert unsolved(found) == set()
    assert found.solved == found.wanted > 0
    assert_true_and_short(found, loaded)


PLEDGES = "record pledge\n  value money CNY\n  checked yes/no\nparameter limit = 30%\n"
"""Records, and a list of them in the case."""

WITH_RECORDS = {
    "a total": "when total value of pledges >= 100 CNY",
    "a count": "when count of pledges >= 2",
    "any": "when any one of pledges meets checked",
    "every": "when every one of pledges meets checked",
    "a share": "when total value of pledges >= limit of amount",
}


@pytest.mark.parametrize("name", WITH_RECORDS)
def test_figures_over_records_are_brought_about(name: str):
    loaded = policy_with(
        f"  duty d\n    after each alarm\n    {WITH_RECORDS[name]}\n    clerk must visit within 3 days\n",
    )
    found = found_for(loaded)
    assert unsolved(found) == set()
    assert_true_and_short(found, loaded)


def policy_with(rules: str) -> Loaded:
    """The policy of the other tests, with a list of records in the case."""
    head = HEAD.format(more=PLEDGES, counting="civil_code")
    head = head.replace("  urgent yes/no\n", "  urgent yes/no\n  pledges list of pledge\n")
    loaded, problems = loaded_from_text(head + rules)
    assert loaded is not None, [(each.code, dict(each.args), each.span.line) for each in problems]
    return loaded


CHECKLIST = """  checklist file
    clerk must have on file and verified
      - licence original
      - statements for the last 2 years, or since opened_on
      - permit valid when urgent
    before report
"""


def test_papers_are_put_on_file():
    loaded = policy_of(CHECKLIST)
    found = found_for(loaded)
    assert unsolved(found) == set()
    assert_true_and_short(found, loaded)


# ---- persons -----------------------------------------------------------------------------------

ANSWERS = {
    "a breach": "  liability ground\n    for each breach of visits\n    holds lead as principal\n    grade note\n",
    "lateness": "  liability ground\n    for each lateness of visits\n    holds lead as principal\n    grade note\n",
    "a fact": "  liability ground\n    for bad\n    holds lead as principal\n    grade note\n"
    "    grade demerit when urgent\n",
    "an opening": "  liability ground\n    opens on pay\n    when loss > 100 CNY\n"
    "    holds every handler of the case\n    grade note\n",
    "an exemption": "  liability ground\n    opens on pay\n    holds lead as principal\n    grade note\n"
    "  exemption excuse\n    from ground\n    when rating is normal\n    effect full\n",
    "a decision": "  liability ground\n    opens on pay\n    holds lead as principal\n    grade note\n"
    "  exemption excuse\n    from ground\n    effect full, on decision of board\n    barred by negligent, conceal\n",
    "diligence": "  liability ground\n    opens on pay\n    holds lead as principal\n    grade note\n"
    "  exemption excuse\n    from ground\n    when no breach of article 2 and fair\n    effect full\n",
    "a judgement": "  liability ground\n    for negligent\n    holds lead as principal\n    grade note\n",
    "a figure over cases": "  portfolio pays_share\n    by lead\n"
    "    means count of guarantee with pay / count of guarantee with alarm\n"
    "  liability ground\n    opens on pay\n    holds lead as principal\n    grade note\n"
    "  exemption excuse\n    from ground\n    when pays_share is at most 25%\n    effect full\n",
    "a definition behind an exemption": "  define mild means rating is normal\n"
    "  liability ground\n    for each breach of visits\n    holds lead as principal\n    grade note\n"
    "  exemption excuse\n    from ground\n    when mild\n    effect full\n",
    "an act of the person": "  liability ground\n    for each breach of visits\n    holds lead as principal\n"
    "    grade note\n  exemption excuse\n    from ground\n    when the person did object\n    effect full\n",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_who_answers_and_who_is_exempt_is_brought_about(name: str):
    loaded = grounds_of(ANSWERS[name])
    found = found_for(loaded)
    assert unsolved(found) == set()
    assert_true_and_short(found, loaded)


def test_a_parameter_is_a_boundary():
    rules = RULES["an amount"].replace("5,000 CNY", "floor_sum")
    loaded = policy_of(rules, "parameter floor_sum = 7,000 CNY")
    found = found_for(loaded)
    assert unsolved(found) == set()
    assert "Decimal('7000')" in repr(found.suggestions)


# ---- good ones ---------------------------------------------------------------------------------


def test_values_stand_at_the_boundary():
    found = found_for(policy_of(RULES["an amount"]))
    amounts = {
        value.amount
        for each in found.suggestions
        for given in each.scenario.givens
        if isinstance(given, GivenCase)
        for pair in given.pairs
        for value in pair.values or ()
        if isinstance(value, MoneyAmount)
    }
    assert amounts == {5000, 4999}


def test_a_search_begins_with_the_scenarios_of_the_policy():
    """The person of the scenario at hand acts in the suggested ones too."""
    rules = RULES["an attribute"]
    lines = '  given clerk "Li" from 2024-01-01\n  given alarm at 2024-05-06 with severe yes\n'
    lines += '  given visit at 2024-05-07 by "Li" with written yes\n  expect d satisfied\n'
    loaded = policy_of(f'{rules}scenario "s" as of 2024-05-31\n{lines}')
    found = found_for(loaded)
    assert unsolved(found) == set()
    assert found.wanted == 5
    assert {each.scenario.as_of.day.isoformat() for each in found.suggestions} == {"2024-05-31"}
    days = {
        given.at.day.month
        for each in found.suggestions
        for given in each.scenario.givens
        if isinstance(given, GivenEvent)
    }
    assert days == {5}


def test_nothing_is_suggested_where_nothing_is_missing():
    loaded = policy_of(RULES["a fact"])
    scenarios = tuple(each.scenario for each in found_for(loaded).suggestions)
    assert found_for(loaded, scenarios) == Suggested((), 0, ())


def test_what_cannot_be_brought_about_is_named():
    loaded = policy_of("  duty d\n    when urgent and not urgent\n    clerk must visit within 3 days\n")
    found = found_for(loaded)
    assert unsolved(found) == {"d when true", "d duty satisfied", "d duty breached"}
    assert found.solved == found.wanted - 3


# ---- policies ----------------------------------------------------------------------------------


def test_most_of_what_half_the_scenarios_of_a_policy_showed_is_found_again():
    loaded, _, problems = load_policy(ROOT / "examples" / "seven_articles" / "en")
    assert loaded is not None, problems
    assert regained(loaded, 0.5) >= 0.95


@pytest.mark.slow
def test_most_of_what_half_the_scenarios_of_a_large_policy_showed_is_found_again():
    # One tongue is enough: both are the same tree (tests/policies).
    loaded, _, problems = load_policy(ROOT / "policies" / "guarantee" / "zh")
    assert loaded is not None, problems
    assert regained(loaded, 0.5) >= 0.95


def regained(loaded: Loaded, share: float) -> float:
    """Of the ways that are missing after most scenarios were taken out at random, the share that is found."""
    scenarios = list(loaded.policy.scenarios)
    Random(7).shuffle(scenarios)
    kept = tuple(scenarios[: round(len(scenarios) * share)])
    found = found_for(loaded, kept)
    watch = watched(loaded, (*kept, *(each.scenario for each in found.suggestions)))
    left = sum(len(each.missing) for each in watch.coverage().uncovered)
    assert left == found.wanted - found.solved
    return found.solved / found.wanted
