"""How a template says that a rule has no generated form."""

from __future__ import annotations


class NoFormError(Exception):
    """Raised while a rule is looked at that has no generated form; `reason` is the key of the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
