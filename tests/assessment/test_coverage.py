"""Which clauses scenarios have seen, and how: what counts, what is out of reach, what an unknown shows."""

from decimal import Decimal
from pathlib import Path

import pytest

from dutylang.assessment.coverage import Coverage, Covered, watch_of
from dutylang.pipeline import load_policy, run_scenarios
from tests.assessment.common import policy_of

WHEN = "  duty d\n    when urgent\n    clerk must visit within 3 days\n"
VISIT = '  given clerk "Li" from 2024-01-01\n  given visit at 2024-05-06 by "Li"\n'


def covered(rules: str, *scenarios: str, more: str = "") -> Coverage:
    """What scenarios with these lines show of the rules, all as of 2024-05-31."""
    text = "".join(
        f'scenario "s{number}" as of 2024-05-31\n' + "".join(f"  {line}\n" for line in lines.split("; "))
        for number, lines in enumerate(scenarios)
    )
    loaded = policy_of(rules + text, more)
    watch = watch_of(loaded.policy, loaded.plan)
    for result in run_scenarios(loaded, None, watch):
        assert result.assessment is not None, [(each.code, dict(each.args)) for each in result.problems]
    return watch.coverage()


def seen(coverage: Coverage, kind: str, rule: str = "d") -> list[tuple[set[str], set[str]]]:
    """Of each clause of the kind what was seen, and what was not."""
    return [
        ({way.value for way in each.seen}, {way.value for way in each.missing})
        for each in coverage.clauses
        if each.clause.kind.value == kind and each.clause.rule == rule
    ]


def reachable(coverage: Coverage, kind: str, rule: str = "d") -> list[tuple[str, ...]]:
    """How each clause of the kind can turn out."""
    return [
        tuple(way.value for way in each.clause.wanted)
        for each in coverage.clauses
        if each.clause.kind.value == kind and each.clause.rule == rule
    ]


EXPECT = "expect d satisfied"
ALL = ("true", "false", "unknown")


# ---- conditions --------------------------------------------------------------------------------


def test_a_condition_is_seen_true_false_and_unknown_case_by_case():
    lines = [f"given case urgent {value}; {EXPECT}" for value in ("yes", "no", "unknown")]
    assert seen(covered(WHEN, lines[0]), "when") == [({"true"}, {"false", "unknown"})]
    assert seen(covered(WHEN, lines[2]), "when") == [({"unknown"}, {"true", "false"})]
    assert seen(covered(WHEN, *lines), "when") == [(set(ALL), set())]


def test_what_is_assumed_of_an_unknown_shows_nothing():
    """Both branches are judged, and what is read in them is still unknown, in every definition on the way."""
    rules = "  define pressing means urgent\n" + WHEN.replace("when urgent", "when not pressing")
    coverage = covered(rules, f"given case urgent unknown; {EXPECT}")
    assert seen(coverage, "when") == [({"unknown"}, {"true", "false"})]
    assert seen(coverage, "definition", "pressing") == [({"unknown"}, {"true", "false"})]


def test_what_an_assumption_does_not_touch_is_seen_as_it_is():
    rules = WHEN.replace("when urgent", "when urgent and amount > 5 CNY")
    coverage = covered(rules, f"given case amount 9 CNY; {EXPECT}")
    assert seen(coverage, "when") == [({"unknown"}, {"true", "false"})]
    assert seen(coverage, "part") == [({"unknown"}, {"true", "false"}), ({"true"}, {"false", "unknown"})]


def test_what_connectives_connect_counts_at_any_depth():
    rules = WHEN.replace("when urgent", "when urgent or not (amount > 5 CNY and rating is good)")
    assert len(reachable(covered(rules, EXPECT), "part")) == 4


def test_what_may_still_come_is_unknown():
    rules = "  prohibition d\n    nobody may report unless review within 30 days\n"
    open_still = covered(rules, f"given report at 2024-05-20; {EXPECT}")
    assert seen(open_still, "unless") == [({"unknown"}, {"true", "false"})]
    over = covered(rules, f"given report at 2024-04-02; {EXPECT}")
    assert seen(over, "unless") == [({"false"}, {"true", "unknown"})]
    met = covered(rules, f"given report at 2024-05-20; given review at 2024-05-21; {EXPECT}")
    assert seen(met, "unless") == [({"true"}, {"false", "unknown"})]


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ("amount is missing", ("true", "false")),
        ("amount is missing and urgent is missing", ("true", "false")),
        ("amount is missing or urgent", ALL),
        ("limit > 5 CNY", ("true", "false")),
        ("2 < 1", ("false",)),
        ("2 < 1 or urgent is missing", ("true", "false")),
        ("2 < 1 and urgent", ("false",)),
        ("not urgent", ALL),
        ("not_now", ALL),
        ("always", ("true",)),
        ("limit > reach", ("true", "false")),
        ("limit > half", ("true", "false")),
        ("no_value", ("true", "false")),
        ("amount > limit", ALL),
        ("rating in good, poor", ALL),
        ("review", ALL),
        ("count of visit is more than 2", ALL),
    ],
)
def test_unknown_is_asked_for_only_where_something_can_be_missing(condition: str, wanted: tuple[str, ...]):
    rules = (
        "  define no_value means amount is missing\n  define not_now means not urgent\n  define always means yes\n"
        "  define half means reach / 2\n"
    ) + WHEN.replace("urgent", condition)
    more = "parameter limit = 7 CNY\nparameter reach = 9 CNY\n"
    assert reachable(covered(rules, EXPECT, more=more), "when") == [wanted]


def test_each_place_of_a_condition_counts():
    rules = (
        "  duty d\n    after each alarm with severe\n    clerk must visit within 3 days\n"
        "      instead within 1 day when urgent\n      with written\n      together with covers including funds\n"
        "      unless review\n      when amount > 5 CNY\n"
    )
    coverage = covered(rules, EXPECT)
    kinds = [each.clause.kind.value for each in coverage.clauses]
    assert sorted(kinds) == ["duty", "instead", "together", "unless", "when", "with", "with"]
    assert coverage.full == 0
    kept = covered("  duty d\n    clerk must keep amount > 5 CNY\n", f"given case amount 9 CNY; {EXPECT}")
    assert seen(kept, "keep") == [({"true"}, {"false", "unknown"})]
    prior = "  duty d\n    clerk may report only after visit with written\n      unless urgent\n      when urgent\n"
    assert [each.clause.kind.value for each in covered(prior, EXPECT).clauses] == [
        "duty",
        "with",
        "unless",
        "when",
    ]


def test_two_conditions_that_say_the_same_are_two_clauses():
    rules = WHEN + WHEN.replace("duty d", "duty e").replace("visit", "review")
    coverage = covered(rules, f"given case urgent yes; {EXPECT}")
    assert len(seen(coverage, "when", "d")) == len(seen(coverage, "when", "e")) == 1


def test_an_exception_that_is_not_asked_is_not_seen():
    rules = (
        "  duty d\n    after each alarm\n    clerk must visit within 3 days\n"
        "  exception small\n    to d\n    when amount < 5 CNY\n"
    )
    assert seen(covered(rules, f"given no alarm; {EXPECT}"), "when", "small") == [(set(), set(ALL))]
    tried = covered(rules, f"given alarm at 2024-05-06; given case amount 3 CNY; {EXPECT}")
    assert seen(tried, "when", "small") == [({"true"}, {"false", "unknown"})]


# ---- tables ------------------------------------------------------------------------------------

TABLE = (
    "  table t first match\n    | amount   | urgent | speed |\n    | < 5 CNY  | any    | slow  |\n"
    "    | >= 5 CNY | yes    | fast  |\n    | otherwise | any | slow |\n"
    "  duty d\n    when t is fast\n    clerk must visit within 3 days\n"
)


def test_cells_count_and_those_below_the_row_that_hits_are_seen_not_to_hold():
    small = covered(TABLE, f"given case amount 3 CNY, urgent yes; {EXPECT}")
    assert seen(small, "cell", "t") == [
        ({"true"}, {"false", "unknown"}),
        ({"false"}, {"true", "unknown"}),
        (set(), set(ALL)),  # it would hold, but nothing came to it
    ]
    large = covered(TABLE, f"given case amount 9 CNY; {EXPECT}")
    assert seen(large, "cell", "t") == [
        ({"false"}, {"true", "unknown"}),
        ({"true"}, {"false", "unknown"}),
        ({"unknown"}, {"true", "false"}),
    ]


# ---- duties, steps, items ----------------------------------------------------------------------


def test_a_duty_is_seen_satisfied_and_breached():
    rules = "  duty d\n    after each alarm\n    clerk must visit within 3 days\n"
    start = 'given clerk "Li" from 2024-01-01; given alarm at 2024-05-06; '
    late = covered(rules, f'{start}given visit at 2024-05-20 by "Li"; expect d late')
    assert seen(late, "duty") == [({"breached"}, {"satisfied"})]
    both = covered(rules, f"{start}{EXPECT}", f'{start}given visit at 2024-05-07 by "Li"; {EXPECT}')
    assert seen(both, "duty") == [({"satisfied", "breached"}, set())]
    assert seen(covered(rules, f"given no alarm; {EXPECT}"), "duty") == [(set(), {"satisfied", "breached"})]


def test_the_acts_of_a_joint_duty_are_one_clause():
    rules = "  duty d\n    after each alarm\n    clerk must visit and review within 3 days\n"
    start = 'given clerk "Li" from 2024-01-01; given alarm at 2024-05-06; given visit at 2024-05-07 by "Li"'
    coverage = covered(rules, f"{start}; {EXPECT}")
    assert seen(coverage, "duty") == [({"satisfied", "breached"}, set())]


def test_steps_count_of_their_own_a_ladder_of_superiors_as_one():
    more = "role manager reports to director\nrole director reports to board\nrole board\n"
    rules = (
        "  duty d\n    after each alarm\n    manager must visit within 3 days\n"
        "    otherwise each superior in turn must review within 2 days\n"
        "    if late, manager must report within 1 day\n"
    )
    start = 'given manager "Li" from 2024-01-01; given director "Wu" from 2024-01-01; given board "Bo" from 2024-01-01'
    lines = f'{start}; given alarm at 2024-05-06; given review at 2024-05-14 by "Bo"; {EXPECT}'
    steps = seen(covered(rules, lines, more=more), "step")
    assert steps == [({"satisfied", "breached"}, set()), (set(), {"satisfied", "breached"})]


def test_items_of_a_checklist_count_one_by_one():
    rules = (
        "  checklist d\n    clerk must have on file\n      - licence\n      - consent when urgent\n"
        "    before report\n"
    )
    lines = (
        f"given report at 2024-05-20; given document licence filed 2024-05-06; given case urgent no; {EXPECT}"
    )
    coverage = covered(rules, lines)
    assert seen(coverage, "item") == [({"satisfied"}, {"breached"}), (set(), {"satisfied", "breached"})]
    assert seen(coverage, "when") == [({"false"}, {"true", "unknown"})]
    assert seen(coverage, "duty") == []


def test_a_permission_is_not_judged():
    forbidden = "  prohibition quiet\n    nobody may review\n"
    allowed = "  permission may_wait\n    exception to quiet\n    when urgent\n    clerk may review\n"
    rules = WHEN + forbidden + allowed
    coverage = covered(rules, EXPECT)
    assert {each.clause.kind.value for each in coverage.clauses if each.clause.rule == "may_wait"} == {"when"}


# ---- persons -----------------------------------------------------------------------------------

PERSONS = (
    "  duty d\n    after each alarm\n    clerk must visit within 3 days\n"
    "  liability missed\n    for each breach of d\n    for reckless\n    holds clerk as principal\n"
    "    grade warning\n    grade demerit when urgent\n"
    "  exemption diligent\n    from missed\n    when amount < 5 CNY\n    effect full\n"
    "    barred by freeze, reckless\n"
)
JUDGED = "grades warning, demerit\njudgement reckless by leader\n"
HOLDS = 'given clerk "Li" from 2024-01-01; given leader "Bo" from 2024-01-01; given alarm at 2024-05-06'
RECKLESS = 'given judgement reckless {} at 2024-05-20 by "Bo" as leader'


def test_grounds_grades_bars_and_exemptions():
    no, yes = RECKLESS.format("no"), RECKLESS.format("yes")
    freed = f"{HOLDS}; given case amount 3 CNY, urgent yes; {no}; expect d violated"
    coverage = covered(PERSONS, freed, more=JUDGED)
    assert seen(coverage, "liability", "missed") == [({"not_liable"}, {"liable"})]
    assert seen(coverage, "exemption", "diligent") == [({"granted"}, {"not_granted"})]
    assert seen(coverage, "ground", "missed") == [({"false"}, {"true", "unknown"})]
    assert seen(coverage, "grade", "missed") == [({"true"}, {"false", "unknown"})]
    assert seen(coverage, "bar", "diligent") == [({"false"}, {"true", "unknown"})] * 2
    did = f'{HOLDS}; given freeze at 2024-05-07 by "Li"; given case amount 3 CNY, urgent no'
    barred = f"{did}; {yes}; expect d violated"
    coverage = covered(PERSONS, freed, barred, f"{HOLDS}; expect d violated", more=JUDGED)
    assert seen(coverage, "liability", "missed") == [({"liable", "not_liable"}, set())]
    assert seen(coverage, "exemption", "diligent") == [({"granted", "not_granted"}, set())]
    assert seen(coverage, "grade", "missed") == [(set(ALL), set())]
    assert seen(coverage, "bar", "diligent") == [({"true", "false"}, {"unknown"}), (set(ALL), set())]


def test_an_exemption_without_conditions_is_always_granted():
    rules = PERSONS.replace("    when amount < 5 CNY\n", "").replace("    barred by freeze, reckless\n", "")
    assert reachable(covered(rules, f"{HOLDS}; {EXPECT}", more=JUDGED), "exemption", "diligent") == [
        ("granted",)
    ]


# ---- the share ---------------------------------------------------------------------------------


def test_a_clause_counts_when_all_of_it_was_seen_and_the_share_is_rounded_down():
    coverage = covered(WHEN, *(f"given case urgent {value}; {EXPECT}" for value in ("yes", "no", "unknown")))
    assert [each.is_full for each in coverage.clauses] == [False, True]
    assert (coverage.full, coverage.share, len(coverage.uncovered)) == (1, Decimal(50), 1)
    part, whole = (next(each for each in coverage.clauses if each.is_full is full) for full in (False, True))
    almost = Coverage((whole, whole, part))
    assert almost.share == Decimal("66.6")
    assert almost.reaches(Decimal("66.66"))
    assert not almost.reaches(Decimal("66.67"))


def test_without_clauses_all_is_covered():
    assert Coverage(()).share == 100
    assert Coverage(()).reaches(Decimal(100))


def test_articles_come_in_the_order_of_their_numbers():
    rules = WHEN + "".join(
        f"article {number}\n{WHEN.replace('duty d', f'duty {name}')}"
        for number, name in (
            ("10", "ten"),
            ("9 paragraph 2 item 10", "late"),
            ("9 paragraph 2 item 9", "soon"),
        )
    )
    coverage = covered(rules, EXPECT, more="define big means amount > 5 CNY\n")
    articles = dict(coverage.by_article())
    assert list(articles) == ["", "1", "9.2.9", "9.2.10", "10"]
    assert [len(part.clauses) for part in articles.values()] == [1, 2, 2, 2, 2]
    assert all(isinstance(each, Covered) for part in articles.values() for each in part.clauses)


def test_an_article_with_versions_shares_the_rest():
    rules = WHEN + (
        "article 2\n  in force from 2024-01-01 until 2024-04-30\n  duty e\n    clerk must review within 3 days\n"
        "article 2\n  in force from 2024-05-01\n  duty e\n    clerk must review within 5 days\n"
    )
    coverage = covered(rules, f"given case urgent yes; {EXPECT}")
    assert [each.clause.rule for each in coverage.clauses].count("d") == 2
    assert seen(coverage, "when") == [({"true"}, {"false", "unknown"})]


VERSION = """policy p
  version "{}"
  in force from {}

role clerk
case loan
  urgent yes/no
event visit
event review

article 1
  duty d
    after visit
    when urgent
    clerk must review within 3 days
"""
CASE = """
scenario "s" as of 2024-05-31
  given case urgent yes
  given visit at 2024-05-06
  expect d violated
"""


def test_each_version_of_a_rule_is_seen_of_its_own(tmp_path: Path):
    (tmp_path / "a.duty").write_text(VERSION.format("1", "2023-01-01 until 2023-12-31"), encoding="utf-8")
    (tmp_path / "b.duty").write_text(VERSION.format("2", "2024-01-01") + CASE, encoding="utf-8")
    loaded, _, problems = load_policy(tmp_path)
    assert loaded is not None, problems
    watch = watch_of(loaded.policy, loaded.plan)
    assert len(list(run_scenarios(loaded, None, watch))) == 1
    # Two texts, so each clause stands twice; the case is of the later one.
    clauses = watch.coverage().clauses
    assert [each.clause.kind.value for each in clauses] == ["duty", "when"] * 2
    assert [len(each.seen) for each in clauses] == [0, 0, 1, 1]
