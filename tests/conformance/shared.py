"""Where the data lies that the project is measured against and that is no part of it."""

import json
import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("DUTYLANG_SHARED", ROOT.parent / "shared"))
TCK = SHARED / "data" / "tck"
MISSING = f"the DMN TCK cases are not in {TCK.name}/ of the shared data folder (set DUTYLANG_SHARED)"


def tck_cases(name: str) -> list[dict[str, Any]]:
    """The cases of a file, in its order; none where the folder is missing."""
    path = TCK / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def key_of(case: dict[str, Any]) -> str:
    """The name of a case: `suite/decision`, which is unique in every file."""
    return f"{case['suite']}/{case['decision']}"
