"""Periods as written in rules: a positive number of a unit, or a parameter that holds one."""

from __future__ import annotations

from collections.abc import Sequence

from dutylang.diagnostics.model import Label
from dutylang.ops.types import Kind
from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft
from dutylang.policy.model import ParameterInfo
from dutylang.policy.typed import ReadParameter
from dutylang.syntax.ast import Duration
from dutylang.values import Period


def check_duration(duration: Duration, draft: Draft) -> Period | ReadParameter | None:
    """The period in its run-time form, or None with a diagnostic."""
    if duration.parameter is not None:
        return _period_parameter(duration, draft)
    if duration.count is None or duration.unit is None:
        return None  # the parser has said so
    if duration.count <= 0:
        draft.report("T011", duration.span, period=Period(duration.count, duration.unit))
        return None
    return Period(duration.count, duration.unit)


def _period_parameter(duration: Duration, draft: Draft) -> ReadParameter | None:
    name = duration.parameter
    if name is None or draft.find(name, Sort.PARAMETER) is None:
        return None
    found = draft.parameters.get(name.text)
    if found is None:
        return None
    if found.type.kind is not Kind.PERIOD:
        label = Label(found.declared.span, "policy.declared")
        draft.report("T010", name.span, labels=[label], name=draft.shown_name(name), kind=found.type.kind)
        return None
    return ReadParameter(name.text, found.type)


def periods_of(duration: Duration | None, parameters: dict[str, ParameterInfo]) -> Sequence[Period]:
    """Every value that the duration can have: one, or one a version of its parameter."""
    if duration is None:
        return ()
    if duration.parameter is not None:
        found = parameters.get(duration.parameter.text)
        values = [version.value.value for version in found.versions] if found else []
        return [value for value in values if isinstance(value, Period)]
    if duration.count is None or duration.unit is None:
        return ()
    return [Period(duration.count, duration.unit)]
