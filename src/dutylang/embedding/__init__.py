"""A policy inside a program: load it once, assess one case at a time, ask for reasons where they matter."""

from dutylang.embedding.assessment import Assessment, PreparedCase
from dutylang.embedding.errors import CaseError, PolicyError
from dutylang.embedding.policy import AsOf, Policy, load, loads

__all__ = ["AsOf", "Assessment", "CaseError", "Policy", "PolicyError", "PreparedCase", "load", "loads"]
