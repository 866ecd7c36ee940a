"""Problems as SARIF 2.1.0 (OASIS): a result for each, with its region, related places and fix."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence

from dutylang.diagnostics import catalogue
from dutylang.diagnostics.formats.model import Checked, end_of, printable, uri_of, words_of
from dutylang.diagnostics.model import Diagnostic, Severity
from dutylang.diagnostics.render import fix_text, label_text
from dutylang.source import NOWHERE, Source, Span
from dutylang.version import VERSION as PROGRAM_VERSION

VERSION = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "dutylangProblem/v1"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}

Json = dict[str, object]
Sources = Mapping[str, Source]


def as_sarif(checked: Sequence[Checked], tongue: str) -> str:
    """A log with one run. Columns count code points; a rule is a code, described as `duty rule` does."""
    codes = sorted({problem.code for each in checked for problem in each.problems})
    names = sorted({span.source for each in checked for span in _spans(each) if span != NOWHERE})
    artifacts = {name: at for at, name in enumerate(names)}
    results = [
        _result(problem, each.sources, codes, artifacts, tongue)
        for each in checked
        for problem in each.problems
    ]
    run: Json = {
        "tool": {
            "driver": {
                "name": "dutylang",
                "version": PROGRAM_VERSION,
                "rules": [_rule(code, tongue) for code in codes],
            }
        },
        "language": tongue,
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True}],
        "artifacts": [{"location": {"uri": uri_of(name)}, "encoding": "UTF-8"} for name in names],
        "results": results,
    }
    text = json.dumps({"$schema": SCHEMA, "version": VERSION, "runs": [run]}, ensure_ascii=False, indent=2)
    return text.encode("utf-8", errors="replace").decode("utf-8")


def _spans(checked: Checked) -> list[Span]:
    found = []
    for problem in checked.problems:
        found += [problem.span, *(label.span for label in problem.labels)]
        found += [problem.fix.span] if problem.fix is not None else []
    return found


def _rule(code: str, tongue: str) -> Json:
    found: Json = {"id": code}
    entry = catalogue.entry(code, tongue)
    if entry is not None and entry.explain:
        # Explanations are shown as they stand in the catalogue, braces and all.
        found["shortDescription"] = {"text": message_text(entry.explain.split("\n")[0])}
        found["help"] = {"text": message_text(f"{entry.explain}\n\n{entry.example}".strip())}
    return found


def _result(
    problem: Diagnostic, sources: Sources, codes: Sequence[str], artifacts: Mapping[str, int], tongue: str
) -> Json:
    said, advice = words_of(problem, tongue)
    result: Json = {
        "ruleId": problem.code,
        "ruleIndex": codes.index(problem.code),
        "level": LEVELS[problem.severity],
        "message": {"text": message_text(f"{said}\n{advice}" if advice else said)},
        "partialFingerprints": {FINGERPRINT: _fingerprint(problem, sources, said)},
    }
    if problem.span != NOWHERE:
        result["locations"] = [{"physicalLocation": _place(problem.span, sources, artifacts)}]
    related = [
        {
            "id": at,
            "physicalLocation": _place(label.span, sources, artifacts),
            "message": {"text": message_text(label_text(label, problem, tongue))},
        }
        for at, label in enumerate(problem.labels, start=1)
        if label.span != NOWHERE
    ]
    if related:
        result["relatedLocations"] = related
    if problem.fix is not None and problem.fix.span != NOWHERE:
        result["fixes"] = [_fix(problem, sources, artifacts, tongue)]
    return result


def _fix(problem: Diagnostic, sources: Sources, artifacts: Mapping[str, int], tongue: str) -> Json:
    fix = problem.fix
    assert fix is not None
    replacement: Json = {
        "deletedRegion": _region(fix.span, sources),
        "insertedContent": {"text": fix.text},
    }
    change: Json = {
        "artifactLocation": _artifact(fix.span.source, artifacts),
        "replacements": [replacement],
    }
    return {
        "description": {"text": message_text(fix_text(fix, sources, tongue))},
        "artifactChanges": [change],
        "properties": {"safe": fix.safe},
    }


def _place(span: Span, sources: Sources, artifacts: Mapping[str, int]) -> Json:
    region = _region(span, sources)
    source = sources.get(span.source)
    if source is not None and span.end > span.start:
        region["snippet"] = {"text": printable(source.text[span.start : span.end])}
    return {"artifactLocation": _artifact(span.source, artifacts), "region": region}


def _artifact(name: str, artifacts: Mapping[str, int]) -> Json:
    return {"uri": uri_of(name), "index": artifacts[name]}


def _region(span: Span, sources: Sources) -> Json:
    """A region by line and column; both ends are told, and the end is behind the last character (3.30)."""
    line, column = end_of(span, sources)
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": line,
        "endColumn": column,
        "charOffset": span.start,
        "charLength": span.end - span.start,
    }


def _fingerprint(problem: Diagnostic, sources: Sources, said: str) -> str:
    """The same for the same problem in the same words of the text, wherever the line has moved to."""
    source = sources.get(problem.span.source)
    line = source.line(problem.span.line).strip() if source is not None else ""
    told = repr((problem.code, problem.span.source, line, said))
    return hashlib.sha256(told.encode(errors="replace")).hexdigest()


def message_text(words: str) -> str:
    """Words as a message string: no placeholder (3.11.5) and no embedded link (3.11.6) can stand in it."""
    doubled = printable(words).replace("{", "{{").replace("}", "}}")
    return re.sub(r"\](?=\()", r"\\]", doubled)
