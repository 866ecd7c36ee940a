"""A policy that was read and checked, ready to assess one case at a time."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from dutylang.assessment.generated.engine import Engine, Then
from dutylang.assessment.generated.source import Form
from dutylang.assessment.model import Horizon
from dutylang.calendars import Calendar
from dutylang.cases.document import case_from_raw, reading_of
from dutylang.cases.faults import Faults, Place
from dutylang.cases.lookup import Lookup, lookup_from_vocabulary
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics import Diagnostic
from dutylang.embedding.assessment import Assessment, PreparedCase
from dutylang.embedding.errors import CaseError, PolicyError
from dutylang.packing import packed, unpacked
from dutylang.pipeline import Loaded, load_policy, loaded_from_text, zone_of
from dutylang.policy.typed import Const
from dutylang.source import Source
from dutylang.values import Moment

MOST_MOMENTS = 1024
"""So many as-of moments are remembered of a policy."""

AsOf = dt.date | Horizon
"""A local date (which stands for its 24:00), an aware datetime, or a `Horizon`, which may hide later records."""
Case = Mapping[str, object] | CaseRecord


def load(path: str | Path, calendars: Mapping[str, Calendar] | None = None) -> Policy:
    """The policy at a path: a `.duty` file, or a folder of versions.

    `calendars` are your own, by the names that the policy uses. Raises `PolicyError` when it does not check,
    a file that is not there included.
    """
    loaded, texts, problems = load_policy(Path(path), calendars)
    if loaded is None:
        raise PolicyError(problems, texts.sources)
    return Policy(loaded, problems)


def loads(text: str, name: str = "<string>") -> Policy:
    """The policy of a text in memory, which uses no other file. `name` stands for it in diagnostics.

    Raises `PolicyError` when it does not check.
    """
    loaded, problems = loaded_from_text(text, name)
    if loaded is None:
        raise PolicyError(problems, {name: Source(name, text)})
    return Policy(loaded, problems)


def _unpacked(data: bytes, problems: tuple[Diagnostic, ...], parameters: Mapping[str, Const]) -> Policy:
    return Policy(unpacked(data), problems, parameters)


class Policy:
    """A policy that has been read and checked, ready to assess cases.

    It is compiled into a Python function when the first case comes, once, whatever the thread. It can be shared
    by threads. A pickled policy is compiled anew where it is read. `problems` are warnings and notes of the
    checker; `engine` is what assesses.
    """

    def __init__(
        self,
        loaded: Loaded,
        problems: tuple[Diagnostic, ...] = (),
        parameters: Mapping[str, Const] | None = None,
    ) -> None:
        """Use `load` or `loads` to make one. `parameters` stand in for those of the text, by canonical name."""
        self.loaded = loaded
        self.problems = problems
        self.parameters: Mapping[str, Const] = MappingProxyType(dict(parameters or {}))
        self.engine = Engine(loaded.plan, loaded.calendars, self.parameters)
        self._thens: dict[AsOf, Then] = {}
        self._lookup: Lookup | None = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The name that the text gives the policy."""
        return self.loaded.plan.name

    @property
    def version(self) -> str:
        """The latest version that was loaded."""
        return self.loaded.plan.version

    @property
    def sha256(self) -> str:
        """The checksum of the texts, to which findings can be traced."""
        return self.loaded.plan.sha256

    def __repr__(self) -> str:
        """Its name and version."""
        return f"Policy({self.name!r}, version {self.version!r})"

    def __reduce__(self) -> tuple[object, ...]:
        """What was compiled is left behind."""
        return _unpacked, (packed(self.loaded), self.problems, dict(self.parameters))

    def with_parameters(self, parameters: Mapping[str, Const]) -> Policy:
        """The same policy with other values for some parameters, by their canonical names."""
        return Policy(self.loaded, self.problems, {**self.parameters, **parameters})

    def generated_forms(self) -> tuple[Form, ...]:
        """For each rule of the latest version whether it has a generated form, and if not, why.

        Rules without one are judged by the reference evaluator: the results are the same, only slower.
        """
        return self.engine.compiled[-1].forms

    def prepare(self, case: Case) -> PreparedCase:
        """A case read, checked and sorted once, to be assessed as of several moments.

        `case` is a case document as in `docs/cases.md` (`date` and `datetime` may stand for their texts;
        figures are `int`, `Decimal` or text, never `float`), or a `CaseRecord`, which is taken as it is.
        Raises `CaseError` when a document does not fit the policy.
        """
        if isinstance(case, CaseRecord):
            return PreparedCase(self, case)
        faults = Faults(Place("<case>"))
        record = case_from_raw(case, reading_of(self._names(), zone_of(self.loaded), faults))
        problems = faults.told()
        if record is None:
            raise CaseError(problems)
        return PreparedCase(self, record, problems)

    def assess(self, case: Case | PreparedCase, as_of: AsOf) -> Assessment:
        """What the policy finds of a case as of a moment.

        `case` is a document, a record or a prepared case of this policy; `as_of` a local date, which stands
        for its 24:00, an aware `datetime`, or a `Horizon`. Raises `CaseError` when a document does not fit the
        policy, `ValueError` for a naive datetime or a case that another policy prepared.
        """
        then = self._thens.get(as_of) or self._then(as_of)
        if not isinstance(case, PreparedCase):
            case = self.prepare(case)
        elif case.policy is not self and not self._is_like(case.policy):
            raise ValueError(f"case {case.id!r} was prepared by another policy")
        return Assessment(case, then, self.engine.outcomes(case.seen, then))

    def _is_like(self, other: Policy) -> bool:
        """Whether another policy has the same text and parameters, such as one that was pickled."""
        return self.sha256 == other.sha256 and dict(self.parameters) == dict(other.parameters)

    def _names(self) -> Lookup:
        if self._lookup is None:
            with self._lock:
                if self._lookup is None:
                    self._lookup = lookup_from_vocabulary(self.loaded.policy.vocabulary)
        return self._lookup

    def _then(self, as_of: AsOf) -> Then:
        then = self.engine.then(self.horizon(as_of))
        if len(self._thens) >= MOST_MOMENTS:
            self._thens.clear()
        self._thens[as_of] = then
        return then

    def horizon(self, as_of: AsOf) -> Horizon:
        """The moment in the policy's zone. `ValueError` for a naive datetime."""
        if isinstance(as_of, Horizon):
            return as_of
        if not isinstance(as_of, dt.datetime):
            return Horizon(Moment(as_of))
        if as_of.tzinfo is None:
            raise ValueError("as_of needs a timezone: a naive datetime names no instant")
        return Horizon(Moment(as_of.astimezone(zone_of(self.loaded)).date(), as_of.astimezone(dt.UTC)))
