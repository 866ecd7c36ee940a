"""The loan log checked by Declare4Py; prints seconds and counts as JSON. Needs Declare4Py, and nothing of dutylang.

python benchmarks/declare_peer.py LOG
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from pathlib import Path

CONSTRAINTS = {
    "offer_returned": "Response[O_SENT, O_SENT_BACK] | | |",
    "offer_returned_in_a_week": "Response[O_SENT, O_SENT_BACK] | | |0,168,h",
    "offer_returned_before_the_next": "Alternate Response[O_SENT, O_SENT_BACK] | | |0,336,h",
    "cancelled_or_accepted": "Not Responded Existence[O_CANCELLED, O_ACCEPTED] | | |",
    "few_offers": "Absence3[O_CREATED] | |",
    "accepted_in_a_day": "Response[A_PREACCEPTED, A_ACCEPTED] | | |0,24,h",
    "validated_before_approval": "Precedence[W_Valideren aanvraag START, A_APPROVED] | | |0,24,h",
    "partly_submitted_next": "Chain Response[A_SUBMITTED, A_PARTLYSUBMITTED] | | |",
    "validated_in_72_hours": "Response[O_SENT_BACK, W_Valideren aanvraag START] | | |0,72,h",
    "begins_with_submission": "Init[A_SUBMITTED] | |",
}
"""By the rule of `examples/loan_applications` that says the same."""
ACTIVITIES = (
    "O_SENT", "O_SENT_BACK", "O_CANCELLED", "O_ACCEPTED", "O_CREATED", "A_PREACCEPTED", "A_ACCEPTED", "A_APPROVED",
    "A_SUBMITTED", "A_PARTLYSUBMITTED", "W_Valideren aanvraag START",
)  # fmt: skip


def check(folder: Path) -> dict[str, object]:
    """Seconds to import, to read and to check, and of each constraint the satisfied and the violated cases."""
    begun = time.perf_counter(), time.process_time()
    import pandas as pd
    import pm4py
    from Declare4Py.D4PyEventLog import D4PyEventLog
    from Declare4Py.ProcessMiningTasks.ConformanceChecking.MPDeclareAnalyzer import MPDeclareAnalyzer
    from Declare4Py.ProcessModels.DeclareModel import DeclareModel

    imported = time.perf_counter(), time.process_time()
    events = pd.read_csv(folder / "events.csv.gz", dtype={"case_id": str, "resource": str})
    work = events["activity"].str.startswith("W_")
    events["concept:name"] = events["activity"].where(~work, events["activity"] + " " + events["lifecycle"])
    events["case:concept:name"] = events["case_id"]
    events["time:timestamp"] = pd.to_datetime(events["timestamp"], utc=True, format="ISO8601")
    events = events.sort_values(["case_id", "time:timestamp", "seq"], kind="stable")
    traces = pm4py.convert_to_event_log(events[["case:concept:name", "concept:name", "time:timestamp"]])
    traces.properties["pm4py:param:timestamp_key"] = "time:timestamp"
    traces.properties["pm4py:param:activity_key"] = "concept:name"
    log = D4PyEventLog(log=traces)
    text = "\n".join([*(f"activity {name}" for name in ACTIVITIES), *CONSTRAINTS.values()])
    model = DeclareModel().parse_from_string(text)
    read = time.perf_counter(), time.process_time()
    results = MPDeclareAnalyzer(log=log, declare_model=model, consider_vacuity=False).run()
    checked = time.perf_counter(), time.process_time()
    return {
        "import": _between(begun, imported),
        "read": _between(imported, read),
        "check": _between(read, checked),
        "counts": _counts(results, len(traces)),
    }


def _between(one: tuple[float, float], other: tuple[float, float]) -> list[float]:
    return [other[0] - one[0], other[1] - one[1]]


def _counts(results: object, cases: int) -> dict[str, list[int]]:
    """A case in which nothing activated a constraint counts for neither side."""
    states = results.get_metric(metric="state")  # type: ignore[attr-defined]
    activations = results.get_metric(metric="num_activations")  # type: ignore[attr-defined]
    found = {}
    for place, name in enumerate(CONSTRAINTS):
        satisfied = int((states.iloc[:, place] == 1).sum())
        idle = int((activations.iloc[:, place] == 0).sum())
        found[name] = [satisfied, cases - satisfied - idle]
    return found


if __name__ == "__main__":
    with contextlib.redirect_stdout(io.StringIO()):
        told = check(Path(sys.argv[1]))
    print(json.dumps(told))
