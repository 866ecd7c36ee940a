"""What goes to every worker: the policy, the mapping, the moment. Packed once, unpacked once a process."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Protocol

import attrs

import dutylang
from dutylang.assessment.figures import NO_FIGURES, Figures
from dutylang.assessment.model import Horizon
from dutylang.books.run import BulkRun
from dutylang.cases.lookup import Lookup, lookup_from_vocabulary
from dutylang.cases.mapping import TableMapping
from dutylang.diagnostics import Diagnostic
from dutylang.embedding import Policy
from dutylang.reports.names import Names, names_from_policy
from dutylang.reports.phrases import conditions_of, requirements_of
from dutylang.spark.sections import Section

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession


@attrs.frozen(eq=False, slots=False)
class Job:
    """An audit as a worker needs it.

    `sections` are the tables that come by bucket, in the order in which rows are numbered; `shared` are
    those that every worker has whole, as Arrow streams. `said` is what is said of the input as a whole, once.
    """

    policy: Policy
    mapping: TableMapping
    horizon: Horizon
    tongue: str
    sections: tuple[Section, ...]
    shared: Mapping[str, bytes] = attrs.field(factory=dict)
    said: tuple[Diagnostic, ...] = ()
    figures: Figures = NO_FIGURES

    @cached_property
    def lookup(self) -> Lookup:
        """The names of the policy."""
        return lookup_from_vocabulary(self.policy.loaded.policy.vocabulary)

    @cached_property
    def names(self) -> Names:
        """The words of the policy in the reader's tongue."""
        policy, plan = self.policy.loaded.policy, self.policy.loaded.plan
        conditions, requirements = conditions_of(policy, self.tongue), requirements_of(policy, self.tongue)
        return names_from_policy(policy, plan, self.tongue, conditions, requirements)

    @cached_property
    def run(self) -> BulkRun:
        """What judges one bucket after the other: what was counted for one serves the next."""
        loaded, overrides = self.policy.loaded, self.policy.parameters
        return BulkRun(loaded, self.horizon, self.names, overrides=overrides, figures=self.figures)

    @cached_property
    def shared_tables(self) -> Mapping[str, pa.Table]:
        """The tables that every worker has whole."""
        import pyarrow as pa

        return {name: pa.ipc.open_stream(stream).read_all() for name, stream in self.shared.items()}

    def __getstate__(self) -> dict[str, object]:
        """What was derived is left behind."""
        return {field.name: getattr(self, field.name) for field in attrs.fields(Job)}

    def __setstate__(self, state: Mapping[str, object]) -> None:
        """As it was packed."""
        self.__dict__.update(state)


class Carrier(Protocol):
    """What brings the packed job to a worker: a broadcast of Spark, or the job itself."""

    @property
    def value(self) -> bytes:
        """The packed job."""


@attrs.frozen
class Inline:
    """Brings the packed job within the function that runs on the workers."""

    value: bytes


def shipped(job: Job, spark: SparkSession) -> Carrier:
    """The job packed and on its way: by broadcast; by a Spark Connect session, which has none, in the function."""
    from pyspark.sql.utils import is_remote

    packed = packed_job(job)
    return Inline(packed) if is_remote() else spark.sparkContext.broadcast(packed)


def packed_job(job: Job) -> bytes:
    """The job with the version of the library that packed it."""
    return pickle.dumps((dutylang.__version__, pickle.dumps(job, pickle.HIGHEST_PROTOCOL)))


@lru_cache(maxsize=4)
def job_from(packed: bytes) -> Job:
    """The job, unpacked the first time that this process meets it.

    RuntimeError where the driver has another version of the library: the parts of a policy could be taken amiss.
    """
    version, content = pickle.loads(packed)
    if version != dutylang.__version__:
        told = (
            f"the driver has dutylang {version}, this worker {dutylang.__version__}: install the same version"
        )
        raise RuntimeError(told)
    job: Job = pickle.loads(content)
    return job
