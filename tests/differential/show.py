"""A trial as people read it: its texts, its cases as documents, the moment."""

from __future__ import annotations

import json

from dutylang.cases.to_document import document_from_case
from tests.differential.trials import Trial


def text_of_trial(trial: Trial) -> str:
    """The whole trial; each case as it would stand in a file of cases."""
    policies = [f"---- version {n} ----\n{text}" for n, text in enumerate(trial.draft.texts(), 1)]
    cases = [
        json.dumps(document_from_case(case, trial.loaded.policy.vocabulary), ensure_ascii=False, default=str)
        for case in trial.cases
    ]
    known = f", known at {trial.horizon.known_at}" if trial.horizon.known_at is not None else ""
    return "\n".join([*policies, *cases, f"as of {trial.horizon.as_of}{known}"])
