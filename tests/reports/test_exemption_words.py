"""What became of an exemption, in words: who decided, which condition failed, and what barred it."""

import datetime as dt

import attrs
import pytest

from dutylang.assessment.model import CaseAssessment, Flag, Verdict
from dutylang.assessment.persons import ExemptionResult, ExemptionState, Requirement, Result
from dutylang.cases.record import CaseRecord, JudgementRecord, Participant
from dutylang.ops.types import YES_NO
from dutylang.plan.accountability import ExemptionPlan
from dutylang.policy.typed import Apply, BreachTest, ReadJudgement, Typed
from dutylang.reports.account import account_of
from dutylang.reports.exemption_words import exemption_words
from dutylang.reports.names import Names
from dutylang.syntax.ast import EffectKind
from dutylang.values import Truth
from tests.reports.accounts import ASSESSED, CASE, LIABLE, MISSED, QUESTION_LEAF, names_of
from tests.reports.common import day

COMMITTEE = Participant("Sun Li", "committee")
GRANTED = JudgementRecord("diligent", True, day("2024-06-10"), COMMITTEE)
NOT_MET = ExemptionResult("diligent", "28", ExemptionState.NOT_MET)
DECIDED = {"decided_by": "Sun Li", "decided_at": day("2024-06-10")}
NO_BREACH = BreachTest(
    None, None, None, unrepaired=True, person_bore=True, type=YES_NO, rules=("prompt_visit",)
)
JUDGED = ReadJudgement("negligence", YES_NO)


def names_with(when: Typed | None, tongue: str = "en", condition: str = "") -> Names:
    """The words of a policy in which diligence is an exemption under a condition."""
    plan = ExemptionPlan(
        name="diligent",
        article="28",
        since=dt.date(2024, 1, 1),
        until=None,
        liabilities=frozenset({"missed_visit"}),
        roles=(),
        when=when,
        effect=EffectKind.FULL,
        kinds=(),
        grade=None,
        decided_by=None,
        limit=None,
        bars=(),
    )
    conditions = {("diligent", "free"): condition} if condition else {}
    return attrs.evolve(names_of(tongue), exemptions={"diligent": plan}, conditions=conditions)


def words(
    found: ExemptionResult = NOT_MET,
    when: Typed | None = None,
    tongue: str = "en",
    condition: str = "",
    case: CaseRecord = CASE,
    assessed: CaseAssessment = ASSESSED,
) -> str:
    account = account_of(case, assessed, names_with(when, tongue, condition))
    return exemption_words(found, LIABLE, account)


# ---- barred ------------------------------------------------------------------------------------


def test_what_was_granted_and_is_barred_says_that_it_was_granted():
    found = ExemptionResult("diligent", "28", ExemptionState.BARRED, bars=("negligence",), **DECIDED)  # type: ignore[arg-type]
    case = attrs.evolve(CASE, judgements=(GRANTED,))
    assert words(found, case=case) == (
        "The exemption “diligence” (article 28) is barred by: gross negligence, although Sun Li granted it on "
        "10 June 2024."
    )
    assert words(found, case=case, tongue="zh") == (
        "虽经Sun Li于2024年6月10日决定免责，但存在不予免责的情形（重大过失），不适用免责条款“勤勉尽职”（第二十八条）。"
    )


def test_what_was_refused_and_is_barred_says_that_it_was_refused():
    found = ExemptionResult("diligent", "28", ExemptionState.BARRED, bars=("negligence",), **DECIDED)  # type: ignore[arg-type]
    case = attrs.evolve(CASE, judgements=(attrs.evolve(GRANTED, decided=False),))
    assert words(found, case=case).endswith("gross negligence. Sun Li refused it on 10 June 2024.")
    assert words(found, case=case, tongue="zh").endswith("Sun Li已于2024年6月10日决定不予免责。")


def test_a_decision_without_a_day():
    case = attrs.evolve(CASE, judgements=(attrs.evolve(GRANTED, at=None),))
    barred = ExemptionResult(
        "diligent", "28", ExemptionState.BARRED, bars=("negligence",), decided_by="Sun Li"
    )
    assert words(barred, case=case).endswith("gross negligence, although Sun Li granted it.")
    granted = ExemptionResult("diligent", "28", ExemptionState.GRANTED, decided_by="Sun Li")
    assert words(granted).endswith("applies. Decided by Sun Li.")


def test_of_an_unknown_one_it_is_told_how_it_was_decided():
    found = ExemptionResult(
        "diligent", "28", ExemptionState.UNKNOWN, deciders=(QUESTION_LEAF,), **DECIDED  # type: ignore[arg-type]
    )  # fmt: skip
    assert words(found, case=attrs.evolve(CASE, judgements=(GRANTED,))).endswith(
        "Sun Li granted it on 10 June 2024."
    )


# ---- not met -----------------------------------------------------------------------------------


def test_breaches_that_speak_against_it_are_named_with_their_day():
    assert words(when=NO_BREACH) == (
        "The conditions of the exemption “diligence” (article 28) do not hold. "
        "Why: “prompt visit” violated (7 May 2024)."
    )
    assert words(when=NO_BREACH, tongue="zh").endswith("原因：“及时调查”违反（2024年5月7日）。")


def test_breaches_of_one_duty_in_several_periods_are_told_together():
    quarters = tuple(
        attrs.evolve(MISSED, key=f"k-{period}", period=period) for period in ("2024-Q1", "2024-Q2")
    )
    assessed = attrs.evolve(ASSESSED, findings=quarters)
    assert words(when=NO_BREACH, assessed=assessed).endswith(
        "“prompt visit” violated (quarter 1 of 2024, quarter 2 of 2024)."
    )


def test_a_judgement_that_was_a_no_is_named_beside():
    no = JudgementRecord("negligence", False, day("2024-06-01"), COMMITTEE)
    case = attrs.evolve(CASE, judgements=(no,))
    both = Apply("and", (NO_BREACH, JUDGED), YES_NO)
    assert words(when=both, case=case).endswith("(7 May 2024); “gross negligence”: no.")
    about_another = attrs.evolve(CASE, judgements=(attrs.evolve(no, about="Wang Wu"),))
    assert "negligence" not in words(when=both, case=about_another)
    later = attrs.evolve(CASE, judgements=(no, attrs.evolve(no, decided=True, at=day("2024-06-02"))))
    assert "negligence" not in words(when=both, case=later)


def test_where_the_record_does_not_tell_the_condition_is_told():
    repaired = attrs.evolve(MISSED, flags=frozenset({Flag.REPAIRED}))
    assessed = attrs.evolve(ASSESSED, findings=(repaired,))
    assert words(when=NO_BREACH, assessed=assessed, condition="bad share is at most 3%").endswith(
        "do not hold. They are: bad share is at most 3%."
    )
    assert words(when=NO_BREACH, assessed=assessed).endswith("do not hold.")
    assert words(when=None).endswith("do not hold.")


# ---- conditions one by one ---------------------------------------------------------------------

DEFAULTED = Apply("or", (JUDGED, ReadJudgement("default", YES_NO)), YES_NO)
BOTH = Apply("and", (DEFAULTED, NO_BREACH), YES_NO)


def conditions(*truths: Truth) -> tuple[Requirement, ...]:
    """Default or not, then breach or not, as found; with a bar that nobody asks about."""
    parts = zip((DEFAULTED, NO_BREACH), (("default",), ("prompt_visit",)), truths, strict=True)
    found = (Requirement(truth, subjects=subjects, condition=part) for part, subjects, truth in parts)
    return (*found, Requirement(Truth.NO, "negligence", ("negligence",)))


def of_conditions(
    state: ExemptionState, *truths: Truth, result: Result = Result.LIABLE, tongue: str = "en"
) -> str:
    found = ExemptionResult("diligent", "28", state, requirements=conditions(*truths))
    repaired = attrs.evolve(MISSED, flags=frozenset({Flag.REPAIRED}))
    assessed = attrs.evolve(ASSESSED, findings=(repaired,))
    written = {DEFAULTED: "default or fraud", NO_BREACH: "no breach of the visits"}
    names = attrs.evolve(names_with(BOTH, tongue, "default or fraud"), requirements=written)
    return exemption_words(found, attrs.evolve(LIABLE, result=result), account_of(CASE, assessed, names))


@pytest.mark.parametrize("state", [ExemptionState.VOID, ExemptionState.NOT_MET])
def test_the_condition_that_fails_is_named_not_the_one_that_holds(state):
    told = of_conditions(state, Truth.YES, Truth.NO)
    assert told.endswith("Why: “no breach of the visits” does not hold.")
    assert "default" not in told
    assert of_conditions(state, Truth.NO, Truth.UNKNOWN).endswith("Why: “default or fraud” does not hold.")
    assert of_conditions(state, Truth.NO, Truth.NO).endswith(
        "Why: “default or fraud” does not hold; “no breach of the visits” does not hold."
    )


def test_what_is_only_unknown_is_not_said_to_fail():
    assert of_conditions(ExemptionState.VOID, Truth.YES, Truth.UNKNOWN, result=Result.UNKNOWN) == (
        "The exemption “diligence” (article 28) was granted although it is not known whether its conditions hold; "
        "if they do not, that decision is void. "
        "Why: it is not known whether “no breach of the visits” holds."
    )
    assert of_conditions(ExemptionState.NOT_MET, Truth.YES, Truth.UNKNOWN, result=Result.UNKNOWN) == (
        "Whether the conditions of the exemption “diligence” (article 28) hold is not known. "
        "Why: it is not known whether “no breach of the visits” holds."
    )
    assert (
        of_conditions(ExemptionState.NOT_MET, Truth.YES, Truth.UNKNOWN, result=Result.UNKNOWN, tongue="zh")
        == "是否符合免责条款“勤勉尽职”（第二十八条）的条件尚不明确。原因：“no breach of the visits”是否成立不明。"
    )
    assert "do not hold" in of_conditions(
        ExemptionState.NOT_MET, Truth.NO, Truth.UNKNOWN, result=Result.UNKNOWN
    )


def test_conditions_of_a_version_that_is_not_at_hand_are_told_by_what_they_read():
    (first, *_) = conditions(Truth.NO, Truth.YES)
    found = ExemptionResult(
        "diligent", "28", ExemptionState.NOT_MET, requirements=(attrs.evolve(first, condition=None),)
    )
    assert exemption_words(found, LIABLE, account_of(CASE, ASSESSED, names_with(BOTH))).endswith(
        "Why: ““default”” does not hold."
    )


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": Verdict.SATISFIED},
        {"advisory": True},
        {"rule": "tell_head"},
        {"key": "k-other", "persons": (), "roles": ("head",), "breached_at": day("2024-05-07")},
        {
            "key": "k-other",
            "persons": (),
            "roles": ("head",),
            "breached_at": None,
            "due": None,
            "opened": None,
        },
    ],
)
def test_what_is_no_breach_of_theirs_does_not_count(change: dict[str, object]):
    assessed = attrs.evolve(ASSESSED, findings=(attrs.evolve(MISSED, **change),), persons=(LIABLE,))
    assert words(when=NO_BREACH, assessed=assessed).endswith("do not hold.")


def test_who_held_the_role_on_the_day_bore_it():
    own = attrs.evolve(MISSED, key="k-own", persons=())
    assert "“prompt visit” violated" in words(
        when=NO_BREACH, assessed=attrs.evolve(ASSESSED, findings=(own,), persons=())
    )
