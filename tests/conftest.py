"""What all tests share: how hard hypothesis searches. No profile has a deadline: no test asserts a time."""

import os

from hypothesis import HealthCheck, settings

_CALM = [HealthCheck.too_slow]

settings.register_profile("fast", max_examples=25, deadline=None, suppress_health_check=_CALM)
# Repeatable, so that a red run means a fault in the change and not in the dice; `deep` rolls them.
settings.register_profile(
    "ci", max_examples=100, deadline=None, derandomize=True, suppress_health_check=_CALM, print_blob=True
)
settings.register_profile("deep", max_examples=2_000, deadline=None, suppress_health_check=_CALM)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))
