"""What is allowed in a policy and yet probably not meant. One file a rule; nothing here evaluates a case."""

from dutylang.lint.findings import findings_from_ground
from dutylang.lint.ground import Ground, ground_from_policy

__all__ = ["Ground", "findings_from_ground", "ground_from_policy"]
