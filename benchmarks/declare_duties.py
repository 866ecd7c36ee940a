"""The loan log audited by dutylang in columns with the duties that Declare can say; seconds and counts as JSON.

python -m benchmarks.declare_duties LOG
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

LOANS = Path(__file__).resolve().parents[1] / "examples" / "loan_applications"


def policy_text(names: Iterable[str]) -> str:
    """The policy of the example with these duties alone."""
    text = (LOANS / "policy.duty").read_text(encoding="utf-8")
    head, *articles = re.split(r"^(?=article )", text, flags=re.MULTILINE)
    wanted = set(names)
    kept = [each for each in articles if re.search(r"^  duty (\w+)", each, re.MULTILINE)[1] in wanted]  # type: ignore[index]
    return "".join([head, *kept])


def check(folder: Path, names: Iterable[str]) -> dict[str, object]:
    """Seconds to import, to read and to check, and of each duty the satisfied and the breached cases."""
    begun = time.perf_counter(), time.process_time()
    from dutylang.assessment.bulk.result import result_from_columns
    from dutylang.assessment.model import Horizon, Verdict
    from dutylang.cases.columns.from_tables import columns_from_tables
    from dutylang.cases.columns.model import CaseColumns
    from dutylang.cases.lookup import lookup_from_vocabulary
    from dutylang.cases.mapping_file import mapping_from_file
    from dutylang.cases.raw import Limits
    from dutylang.cases.shared_holders import SharedHolders
    from dutylang.pipeline import horizon_from_text, loaded_from_text, zone_of
    from dutylang.reports.audit import AuditSummary
    from dutylang.reports.bulk_findings import add_to_summary

    imported = time.perf_counter(), time.process_time()
    loaded, problems = loaded_from_text(policy_text(names))
    assert loaded is not None, problems
    mapping, faults = mapping_from_file(LOANS / "mapping.toml")
    horizon: Horizon | None = horizon_from_text("2012-12-31", loaded)
    assert mapping is not None, faults
    assert horizon is not None
    lookup = lookup_from_vocabulary(loaded.policy.vocabulary)
    columns = columns_from_tables(
        folder, mapping, lookup, zone_of(loaded), horizon.as_of, Limits(), SharedHolders()
    )
    assert isinstance(columns, CaseColumns), columns
    read = time.perf_counter(), time.process_time()
    summary = AuditSummary()
    add_to_summary(result_from_columns(loaded.plan, columns, horizon), summary)
    checked = time.perf_counter(), time.process_time()
    counts = {}
    for name, duty in summary.duties.items():
        found: Counter[Verdict] = duty.cases
        counts[name] = [found[Verdict.SATISFIED], found[Verdict.VIOLATED] + found[Verdict.LATE]]
    return {
        "import": [imported[0] - begun[0], imported[1] - begun[1]],
        "read": [read[0] - imported[0], read[1] - imported[1]],
        "check": [checked[0] - read[0], checked[1] - read[1]],
        "counts": counts,
    }


if __name__ == "__main__":
    from benchmarks.declare_peer import CONSTRAINTS

    print(json.dumps(check(Path(sys.argv[1]), CONSTRAINTS)))
