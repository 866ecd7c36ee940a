"""Prints how long one case takes: 12 and 40 duties of seven kinds, the reference and the generated function.

The case has twelve dated events. It is prepared once; a run gives verdict, due and evidence of every instance.
The rows of both are compared before anything is timed.

    python benchmarks/one_case.py
"""

from __future__ import annotations

import datetime as dt
import gc
import time
from collections.abc import Callable, Mapping

import dutylang
from dutylang.assessment.rows import row_of
from dutylang.assessment.single.standing import settings_of_case
from dutylang.assessment.single.versions import findings_of_versions

AS_OF = dt.date(2024, 9, 30)
HEAD = """policy book "Loans"
  version "1.0"
  in force from 2024-01-01
  calendar china
  timezone "Asia/Shanghai"
  counting civil_code
role officer
role reviewer
case loan
  amount money CNY
  secured yes/no
event apply
event visit
event review
event approve
event sign
event disburse
event call
  recorded yes/no
event report
event repay
article 1 "Duties"
"""
KINDS = (
    "  duty r{n}\n    after each apply\n    officer must visit within {k} working days\n",
    "  duty r{n}\n    after each visit\n    officer must report within {k} days\n",
    "  prohibition r{n}\n    anyone may disburse only after approve within {m} days\n",
    "  duty r{n}\n    after each sign\n    when secured and amount > {m}0000 CNY\n"
    "    reviewer must review within {m} days\n",
    "  duty r{n}\n    officer must call at least {c} times within {m} days after disburse\n",
    "  duty r{n}\n    after each disburse\n    officer must call within 1 month with recorded\n",
    "  prohibition r{n}\n    after sign\n    officer must not report within {k} days\n",
)
EVENTS = (
    ("apply", "2024-03-04T09:10:00", "Lu", "officer"),
    ("visit", "2024-03-06T10:00:00", "Lu", "officer"),
    ("report", "2024-03-08T15:30:00", "Lu", "officer"),
    ("review", "2024-03-12T11:00:00", "An", "reviewer"),
    ("approve", "2024-03-14T16:00:00", "An", "reviewer"),
    ("sign", "2024-03-18T09:30:00", "Lu", "officer"),
    ("disburse", "2024-03-20T14:00:00", "Lu", "officer"),
    ("review", "2024-04-02T10:00:00", "An", "reviewer"),
    ("call", "2024-04-11T10:00:00", "Lu", "officer"),
    ("call", "2024-05-16T10:00:00", "Lu", "officer"),
    ("report", "2024-06-03T17:00:00", "Lu", "officer"),
    ("repay", "2024-08-30T12:00:00", "Lu", "officer"),
)
TYPES = ("apply", "visit", "review", "approve", "sign", "disburse", "call", "report", "repay")
CASE: Mapping[str, object] = {
    "id": "L-1",
    "fields": {"amount": "3000000 CNY", "secured": True},
    "events": [
        {
            "type": name,
            "at": at,
            "by": who,
            "as": role,
            **({"with": {"recorded": True}} if name == "call" else {}),
        }
        for name, at, who, role in EVENTS
    ],
    "holders": [
        {"role": "officer", "person": "Lu", "from": "2023-01-01"},
        {"role": "reviewer", "person": "An", "from": "2023-01-01"},
    ],
    "complete": list(TYPES),
}


def policy_text(duties: int) -> str:
    """A policy of so many duties, of every kind in turn, each with periods of its own."""
    rules = (
        KINDS[n % len(KINDS)].format(n=n, k=2 + n // len(KINDS), m=5 + n % 30, c=1 + n % 2)
        for n in range(duties)
    )
    return HEAD + "".join(rules)


def micros_of(run: Callable[[], object], rounds: int = 60) -> float:
    """Microseconds of processor time of a run, of the fastest of some batches that are long enough to be timed."""
    run()
    batch, spent = 1, 0.0
    while spent < 0.005:
        batch *= 2
        spent = _seconds(run, batch)
    return min(_seconds(run, batch) / batch for _ in range(rounds)) * 1e6


def _seconds(run: Callable[[], object], times: int) -> float:
    gc.collect()
    begun = time.process_time()
    for _ in range(times):
        run()
    return time.process_time() - begun


def main() -> None:
    """Compares, times and prints."""
    print(f"{'duties':>6} {'what':<44} {'µs a case':>10} {'µs a rule':>10}")
    for duties in (12, 40):
        policy = dutylang.loads(policy_text(duties), f"loans_{duties}.duty")
        assert all(each.is_generated for each in policy.generated_forms()), policy.generated_forms()
        case = policy.prepare(CASE)
        plan, horizon = policy.loaded.plan, policy.assess(case, AS_OF).horizon

        def reference() -> object:
            return findings_of_versions(settings_of_case(plan, case.record, horizon))  # noqa: B023

        assert policy.assess(case, AS_OF).rows == tuple(map(row_of, reference()))  # type: ignore[call-overload]
        runs = {
            "reference: findings with reasons": reference,
            "generated: verdict, due, evidence": lambda: policy.assess(case, AS_OF),  # noqa: B023
            "generated: and the status of the case": lambda: policy.assess(case, AS_OF).status,  # noqa: B023
            "generated: and every row with its key": lambda: policy.assess(case, AS_OF).rows,  # noqa: B023
            "generated: the document read and prepared too": lambda: policy.assess(CASE, AS_OF),  # noqa: B023
        }
        for what, run in runs.items():
            micros = micros_of(run)
            print(f"{duties:>6} {what:<44} {micros:>10.1f} {micros / duties:>10.2f}")


if __name__ == "__main__":
    main()
