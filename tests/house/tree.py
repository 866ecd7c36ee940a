"""The project's own files, as the house tests walk over them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "dutylang"

_NOT_OURS = {".git", ".venv", "__pycache__", "dist", "build", "out", "node_modules"}


@cache
def project_files() -> tuple[Path, ...]:
    """Files that git tracks or would track; without git, all files outside of caches and environments."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode == 0:
        found = [ROOT / name for name in listing.stdout.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not _is_foreign(path)]
    return tuple(sorted({path for path in found if path.is_file()}))


def _is_foreign(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return any(part in _NOT_OURS or part.endswith("_cache") or part.startswith(".coverage") for part in parts)


def text_of(path: Path) -> str | None:
    """The text of a file; None for one that is not UTF-8 text."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def name_of(path: Path) -> str:
    """The path from the project's root, with forward slashes."""
    return path.relative_to(ROOT).as_posix()
