"""What the reports for pipelines say of a finding: its heading, its message, and the file that it is about."""

from __future__ import annotations

import re
from pathlib import PurePath
from urllib.parse import quote

import attrs

from dutylang.assessment.model import Finding, Verdict
from dutylang.reports.as_text import MATTERS
from dutylang.reports.names import Events, Names
from dutylang.reports.story import explanation_of, heading_of, reason_of

_ADDRESS = re.compile(r"(?P<file>.*?)(?::(?P<line>\d+))?(?:#(?P<pointer>/.*))?", re.DOTALL)


@attrs.frozen
class FilePlace:
    """A file, a line in it counted from 1, and a pointer into it; both may be lacking."""

    file: str
    line: int | None = None
    pointer: str = ""

    @property
    def uri(self) -> str:
        """The file as a URI reference (RFC 3986): relative as the path is, else with the scheme `file`."""
        path = PurePath(self.file)
        posix = path.as_posix()
        if not path.is_absolute():
            return quote(posix, errors="replace")
        return "file://" + quote(posix if posix.startswith("/") else f"/{posix}", safe="/:", errors="replace")


def place_of_source(source: str) -> FilePlace | None:
    """`cases.jsonl:17` or `cases.json#/3`, as a case says where it was read; None where it does not say."""
    found = _ADDRESS.fullmatch(source)
    if found is None or not found["file"]:
        return None
    line = int(found["line"]) if found["line"] else None
    return FilePlace(found["file"], line, found["pointer"] or "")


@attrs.frozen
class Told:
    """A finding in words: verdict, duty and article with the reason; its story; the same behind the heading."""

    message: str
    explanation: str
    whole: str


def told_of(finding: Finding, events: Events, names: Names) -> Told:
    """The words of a finding."""
    heading = heading_of(finding, names)
    head = heading + names.text("pipeline.stop")
    story = explanation_of(finding, events, names)
    return Told(head + reason_of(finding, events, names), story, head + story)


def matters(finding: Finding) -> bool:
    """Whether a finding is a breach or unknown; of advice only a breach is told."""
    return finding.verdict in MATTERS and not (finding.advisory and finding.verdict is Verdict.UNKNOWN)
