"""Scenarios that are missing: what they would be given. What is to be expected of them only a person can say."""

from dutylang.assessment.suggestions.model import Suggested, Suggestion
from dutylang.assessment.suggestions.search import suggested

__all__ = ["Suggested", "Suggestion", "suggested"]
