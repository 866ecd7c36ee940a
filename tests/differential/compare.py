"""Two results of one book side by side: every field of every finding, and all that is said of persons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import attrs

from dutylang.assessment.model import CaseAssessment, Finding
from dutylang.assessment.rows import ROW_FIELDS, Row, rows_of
from tests.differential.engines import Assessed, CaseRows, Engine, RefusedError
from tests.differential.trials import Trial

REST = ("status", "persons", "open_questions", "escalations", "sanctions", "entries", "problems")
"""What stands beside the findings."""
FINDING_FIELDS = tuple(field.name for field in attrs.fields(Finding))


@attrs.frozen
class Difference:
    """One thing that two engines say differently of a case. `what` is a path such as `finding.due`."""

    case_id: str
    what: str
    subject: str
    expected: object
    found: object

    def text(self) -> str:
        """The difference in three lines."""
        return (
            f"{self.case_id}: {self.what} of {self.subject or 'the case'}\n"
            f"    expected {self.expected!r}\n    found    {self.found!r}"
        )


def differences(expected: Sequence[CaseAssessment], found: Sequence[Assessed]) -> list[Difference]:
    """Everything in which a book's results differ from those of the reference."""
    if len(expected) != len(found):
        return [Difference("", "number of cases", "", len(expected), len(found))]
    return [each for one, other in zip(expected, found, strict=True) for each in _of_case(one, other)]


def differences_of(trial: Trial, reference: Engine, engine: Engine) -> list[Difference]:
    """The same of one trial. An engine that refuses the policy differs in nothing; one that fails, in that."""
    expected = reference(trial.loaded, trial.cases, trial.horizon)
    assert all(isinstance(each, CaseAssessment) for each in expected)
    try:
        found = engine(trial.loaded, trial.cases, trial.horizon)
    except RefusedError:
        return []
    except Exception as error:  # a crash is a difference, to be made smaller like any other
        return [crash(error)]
    return differences([each for each in expected if isinstance(each, CaseAssessment)], found)


def crash(error: Exception) -> Difference:
    """An engine that fails on a trial."""
    return Difference("", f"crash {type(error).__name__}", "", "no error", str(error))


def _of_case(expected: CaseAssessment, found: Assessed) -> Iterator[Difference]:
    case = expected.case_id
    if expected == found:
        return
    if found.case_id != case:
        yield Difference(case, "case_id", "", case, found.case_id)
        return
    if isinstance(found, CaseRows):
        yield from _of_findings(case, rows_of(expected), found.rows, ROW_FIELDS)
    else:
        yield from _of_findings(case, expected.findings, found.findings, FINDING_FIELDS)
    for name in REST:
        one, other = getattr(expected, name), getattr(found, name)
        if other is not None and one != other:
            yield from _of_rest(case, name, one, other)


def _of_findings(
    case: str,
    expected: Sequence[Finding] | Sequence[Row],
    found: Sequence[Finding] | Sequence[Row],
    fields: Sequence[str],
) -> Iterator[Difference]:
    """By key, so that one finding too many does not put all that follow out of step."""
    keys, others = [each.key for each in expected], [each.key for each in found]
    for key in Counter(keys) - Counter(others):
        yield Difference(case, "finding", key, "there", "missing")
    for key in Counter(others) - Counter(keys):
        yield Difference(case, "finding", key, "none", "there")
    if keys != others and Counter(keys) == Counter(others):
        yield Difference(case, "order of findings", "", keys, others)
    known = {each.key: each for each in found}
    for one in expected:
        other = known.get(one.key)
        for name in fields if other is not None and one != other else ():
            if getattr(one, name) != getattr(other, name):
                yield Difference(case, f"finding.{name}", one.key, getattr(one, name), getattr(other, name))


def _of_rest(case: str, name: str, one: object, other: object) -> Iterator[Difference]:
    """Item by item where both are as long; the whole otherwise."""
    if not isinstance(one, tuple) or not isinstance(other, tuple) or len(one) != len(other):
        yield Difference(case, name, "", one, other)
        return
    for mine, theirs in zip(one, other, strict=True):
        for field in attrs.fields(type(mine)):
            here, there = getattr(mine, field.name), getattr(theirs, field.name, None)
            if here != there:
                subject = getattr(mine, "person", "") or getattr(mine, "key", "")
                yield Difference(case, f"{name}.{field.name}", subject, here, there)
