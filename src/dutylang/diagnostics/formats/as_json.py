"""Problems as JSON: a list of policies, each with its problems."""

from __future__ import annotations

import json
from collections.abc import Sequence

from dutylang.diagnostics.formats.model import Checked
from dutylang.diagnostics.render import to_json


def as_json(checked: Sequence[Checked], tongue: str) -> str:
    """`[{"policy": …, "checks": …, "problems": […]}]`; a lone surrogate of a text becomes a question mark."""
    told = [
        {
            "policy": each.name,
            "checks": each.sound,
            "problems": [to_json(problem, tongue) for problem in each.problems],
        }
        for each in checked
    ]
    text = json.dumps(told, ensure_ascii=False, indent=2)
    return text.encode("utf-8", errors="replace").decode("utf-8")
