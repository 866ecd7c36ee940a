"""What reports read of a case record, of problems and of the policy → JSON, beside what a reader looks for."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping

import attrs

from dutylang.cases.record import CaseRecord, EventRecord
from dutylang.diagnostics import Diagnostic
from dutylang.reports.names import Names
from dutylang.reports.plain import Json, moment_json
from dutylang.reports.saved.typed import typed_json
from dutylang.source import Source
from dutylang.values import Moment

SCHEMA_NAME = "urn:dutylang:audit:1"
"""The name of the form of the document: that of its JSON Schema."""

KEPT = ("kind", "events", "holders", "judgements", "source")
"""What reports read of a record besides its id. Fields, documents and registers stay out of a saved audit."""

LEFT_OUT: Mapping[type, tuple[str, ...]] = {EventRecord: ("attributes",)}
"""What reports do not read of the parts of a record: values that the policy compares and nobody is told."""


def record_json(case: CaseRecord, names: Names) -> Json:
    """What happened in a case, who held which role and what was decided; parts that say nothing are left out."""
    return _object(case, names, KEPT)


def policy_json(texts: Iterable[Source]) -> Json:
    """The texts of the policy, from which its names, titles and conditions are told."""
    return {"texts": [{"name": source.name, "text": source.text} for source in texts]}


def said_json(problem: Diagnostic) -> Json:
    """From what the words of a problem were made, so that they can be said in another tongue."""
    return {
        "args": {key: typed_json(value) for key, value in problem.args.items()},
        "help": problem.help,
        "labels": [
            {
                "message": label.message,
                "args": {key: typed_json(value) for key, value in label.args.items()},
            }
            for label in problem.labels
        ],
    }


def _object(value: attrs.AttrsInstance, names: Names, kept: tuple[str, ...] = ()) -> Json:
    """The attributes of an object (all of them, or those to be kept) that differ from their defaults."""
    found: Json = {}
    for attribute in attrs.fields(type(value)):
        if attribute.name in LEFT_OUT.get(type(value), ()) or (kept and attribute.name not in kept):
            continue
        inner = getattr(value, attribute.name)
        if attribute.default is attrs.NOTHING or inner != attribute.default:
            found[attribute.name] = _plain(inner, names)
    return found


def _plain(value: object, names: Names) -> object:
    match value:
        case Moment():
            return moment_json(value, names)
        case dt.date():
            return value.isoformat()
        case enum.Enum():
            return value.value
        case tuple():
            return [_plain(item, names) for item in value]
        case _ if attrs.has(type(value)):
            return _object(value, names)  # type: ignore[arg-type]
        case _:
            return value
