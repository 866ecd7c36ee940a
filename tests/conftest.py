"""What all tests share: how hard hypothesis searches, and which tests are watched for coverage.

No profile has a deadline: no test asserts a time.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

_CALM = [HealthCheck.too_slow]

settings.register_profile("fast", max_examples=25, deadline=None, suppress_health_check=_CALM)
# Repeatable, so that a red run means a fault in the change and not in the dice; `deep` rolls them.
settings.register_profile(
    "ci", max_examples=100, deadline=None, derandomize=True, suppress_health_check=_CALM, print_blob=True
)
settings.register_profile("deep", max_examples=2_000, deadline=None, suppress_health_check=_CALM)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))

# The rooms on the floor of coverage (tools/coverage_floor.py) have to be reached by the tests that are about
# meaning: a line that only a command or an editor happens to pass is not tested. Watching costs several times the
# running time, so the other tests run unwatched.
_WATCHED = frozenset(
    {
        "assessment",
        "calendars",
        "differential",
        "embedding",
        "language",
        "plan",
        "policy",
        "properties",
        "syntax",
    }
)
_TESTS = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Takes the tests of all other rooms out of the measurement of coverage."""
    for item in items:
        if item.path.is_relative_to(_TESTS) and item.path.relative_to(_TESTS).parts[0] not in _WATCHED:
            item.add_marker("no_cover")
