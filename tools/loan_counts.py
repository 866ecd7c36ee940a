"""Prints, as a Markdown table, how many of the 13,087 loan applications keep and break each duty of the example.

Usage: python tools/loan_counts.py LOG_FOLDER   (the folder that holds cases.csv.gz and events.csv.gz)
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from dutylang.assessment.model import Verdict
from dutylang.pipeline import assess, cases_of, horizon_from_text, load_policy

EXAMPLE = Path(__file__).parents[1] / "examples" / "loan_applications"


def main(folder: Path) -> None:
    """Audits the log with the reference evaluator; a case's verdict is the gravest of its instances."""
    loaded, _, problems = load_policy(EXAMPLE / "policy.duty")
    if loaded is None:
        raise SystemExit(f"the policy does not check: {problems}")
    horizon = horizon_from_text("2012-12-31", loaded)
    assert horizon is not None
    cases, _, _ = cases_of(loaded, folder, EXAMPLE / "mapping.toml", horizon)
    found: dict[str, Counter[Verdict]] = {rule.name: Counter() for rule in loaded.plan.rules}
    total = 0
    for case, _ in cases:
        if case is None:
            continue
        total += 1
        worst: dict[str, Verdict] = {}
        for finding in assess(loaded, case, horizon).findings:
            before = worst.get(finding.rule, Verdict.NOT_APPLICABLE)
            worst[finding.rule] = min(before, finding.verdict, key=lambda each: each.rank)
        for rule, verdict in worst.items():
            found[rule][verdict] += 1
    print(f"{total} cases\n\n| duty | satisfied | late | violated | not applicable |\n|---|---|---|---|---|")
    for rule, verdicts in found.items():
        row = [Verdict.SATISFIED, Verdict.LATE, Verdict.VIOLATED, Verdict.NOT_APPLICABLE]
        print(f"| `{rule}` | " + " | ".join(str(verdicts[each]) for each in row) + " |")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
