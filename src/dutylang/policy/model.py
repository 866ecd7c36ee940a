"""A checked policy: every name is declared, every expression has a type. Data only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs

from dutylang.ops.types import Type
from dutylang.policy.typed import Const, Typed
from dutylang.source import Source, Span
from dutylang.syntax.ast import (
    Article,
    BearerKind,
    Declared,
    Document,
    Hit,
    InForce,
    Rule,
    Scenario,
    Within,
)
from dutylang.values import Unit


@attrs.frozen
class FieldInfo:
    """A declared field."""

    declared: Declared
    type: Type
    optional: bool = False
    tracked: bool = False


@attrs.frozen
class RoleInfo:
    """A declared role."""

    declared: Declared
    reports_to: str | None
    kind: BearerKind


@attrs.frozen
class ShapeInfo:
    """A declared case kind, record or event: its fields by name, in order."""

    declared: Declared
    fields: Mapping[str, FieldInfo]


@attrs.frozen
class ParameterVersion:
    """One value of a parameter and when it is in force (None: always)."""

    value: Const
    house_default: bool
    in_force: InForce | None


@attrs.frozen
class ParameterInfo:
    """A declared parameter with its versions, earliest first."""

    declared: Declared
    type: Type
    versions: tuple[ParameterVersion, ...]


@attrs.frozen
class DefinitionInfo:
    """A definition; `of` names the record or event whose fields it may read, None for the case."""

    declared: Declared
    body: Typed
    type: Type
    of: str | None


@attrs.frozen
class RowInfo:
    """A row: one condition a cell (None: `any`), or `otherwise` in some cell, and the outcome."""

    tests: tuple[Typed | None, ...]
    is_else: bool
    outcome: Const
    span: Span


@attrs.frozen
class TableInfo:
    """A decision table. With `highest` later rows outrank earlier ones."""

    declared: Declared
    hit: Hit
    rows: tuple[RowInfo, ...]
    type: Type


@attrs.frozen
class JudgementInfo:
    """A judgement, the roles that may decide it, until when, and the names of what they decide on."""

    declared: Declared
    by: tuple[str, ...]
    within: Within | None = None
    on: tuple[str, ...] = ()


@attrs.frozen
class FigureInfo:
    """A portfolio figure.

    Grouped by the holders of `role`, by `field`, or not at all. `unit` and `date`: one figure a period, in
    which the date places a case. `over_verdicts`: it counts findings, so only rules about persons may read it.
    """

    declared: Declared
    body: Typed
    type: Type
    role: str | None = None
    field: Typed | None = None
    unit: Unit | None = None
    date: Typed | None = None
    over_verdicts: bool = False


@attrs.frozen
class Vocabulary:
    """All that a policy declares, by canonical name.

    `steps` is how many links the policy follows at most: 1 for `net_assets of customer`, 0 for none.
    """

    roles: Mapping[str, RoleInfo]
    cases: Mapping[str, ShapeInfo]
    records: Mapping[str, ShapeInfo]
    events: Mapping[str, ShapeInfo]
    parameters: Mapping[str, ParameterInfo]
    definitions: Mapping[str, DefinitionInfo]
    tables: Mapping[str, TableInfo]
    judgements: Mapping[str, JudgementInfo]
    documents: Mapping[str, Declared]
    figures: Mapping[str, FigureInfo]
    decisions: Mapping[str, str]  # exemption that a body decides -> the role that decides
    grades: tuple[str, ...]
    labels: Mapping[str, Mapping[str, str]]  # canonical name -> tongue -> label, for every name that has one
    steps: int = 0

    def label(self, name: str, tongue: str) -> str:
        """The label of a name in a tongue, else the name itself."""
        return self.labels.get(name, {}).get(tongue, name)


@attrs.frozen
class PlacedRule:
    """A rule with the article it stands under (None only for definitions) and the days it is in force."""

    rule: Rule
    article: Article | None
    chapter: int | None
    since: dt.date
    until: dt.date | None


@attrs.frozen
class Policy:
    """The checked policy.

    `typed` gives, by the span of an expression written in a rule, its typed form. `sha256` is of the
    texts in order of their names. `counting` names a convention, `calendar` a calendar, `timezone` a zone.
    `earlier` are the versions before this one, earliest first; `reaches_open`: deadlines that they opened and
    that are not due yet when this version begins follow this version. `is_cut`: it is the part of a version
    in which one version of an article is in force.
    """

    declared: Declared
    version: str
    since: dt.date
    until: dt.date | None
    calendar: str
    timezone: str
    counting: str
    vocabulary: Vocabulary
    rules: tuple[PlacedRule, ...]
    scenarios: tuple[Scenario, ...]
    typed: Mapping[Span, Typed]
    documents: tuple[Document, ...]
    sources: tuple[Source, ...]
    sha256: str
    published: dt.date | None = None
    reaches_open: bool = False
    earlier: tuple[Policy, ...] = ()
    is_cut: bool = False
