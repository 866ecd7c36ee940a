"""An audit of a whole book inside Apache Spark: the same policy, the same mapping, the same findings."""

from dutylang.spark.audit import AuditFrames, audit
from dutylang.spark.errors import TablesError

__all__ = ["AuditFrames", "TablesError", "audit"]
