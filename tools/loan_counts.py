"""Prints, as a Markdown table, how many of the 13,087 loan applications keep and break each duty of the example.

Usage: python tools/loan_counts.py LOG_FOLDER   (the folder that holds cases.csv.gz and events.csv.gz)
"""

from __future__ import annotations

import sys
from pathlib import Path

from dutylang.assessment.model import Verdict
from dutylang.pipeline import assess, cases_of, horizon_from_text, load_policy
from dutylang.reports.audit import summary_of

EXAMPLE = Path(__file__).parents[1] / "examples" / "loan_applications"


def main(folder: Path) -> None:
    """Audits the log with the reference evaluator; a case's verdict is the gravest of its instances."""
    loaded, _, problems = load_policy(EXAMPLE / "policy.duty")
    if loaded is None:
        raise SystemExit(f"the policy does not check: {problems}")
    horizon = horizon_from_text("2012-12-31", loaded)
    assert horizon is not None
    cases, _, _ = cases_of(loaded, folder, EXAMPLE / "mapping.toml", horizon)
    summary = summary_of(rule.name for rule in loaded.plan.rules)
    for case, _ in cases:
        if case is not None:
            summary.add(assess(loaded, case, horizon))
    total = sum(summary.cases.values())
    print(f"{total} cases\n\n| duty | satisfied | late | violated | not applicable |\n|---|---|---|---|---|")
    columns = [Verdict.SATISFIED, Verdict.LATE, Verdict.VIOLATED, Verdict.NOT_APPLICABLE]
    for rule, counts in summary.duties.items():
        print(f"| `{rule}` | " + " | ".join(str(counts.cases[each]) for each in columns) + " |")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
