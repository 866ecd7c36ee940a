"""URLs of sources: `duckdb:///book.db?table=events`, `postgresql://user@host/db`. No password stands in one."""

from __future__ import annotations

import re
from pathlib import Path as FilePath
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from dutylang.cases.faults import Place, fault
from dutylang.cases.source_model import Base, Database, Origin, Scheme, SourceError
from dutylang.diagnostics import Diagnostic
from dutylang.source import NOWHERE

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_SCHEMES = {scheme.value: scheme for scheme in Scheme} | {"postgres": Scheme.POSTGRESQL}
_OF_TABLE = ("table", "schema")

SERVER_SETTINGS = (
    "host",
    "port",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "sslcrl",
    "channel_binding",
    "gssencmode",
    "krbsrvname",
    "target_session_attrs",
    "connect_timeout",
)
"""The parameters of a PostgreSQL URL: how the server is reached, and nothing that it does then."""


def is_url(text: str) -> bool:
    """Whether a text is meant as a URL, and not as a path."""
    return _URL.match(text) is not None


def origin_from_url(text: str) -> Origin:
    """The database of a URL, and the table that its `table` and `schema` name.

    SourceError `C070` for what is none, or holds a password. Paths are relative to where the reader stands
    when they begin after the third slash, absolute with a fourth: `sqlite:////data/book.db`.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise SourceError("C070", "port", url=text.partition("://")[0] + "://…") from None
    shown = _shown(parts)
    scheme = _SCHEMES.get(parts.scheme)
    if scheme is None:
        raise SourceError("C070", "scheme", url=shown, schemes=tuple(each.value for each in Scheme))
    try:
        pairs = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError:
        raise SourceError("C070", "parameter", url=shown, parameter="?", allowed=_allowed(scheme)) from None
    if parts.password is not None or any("password" in name.lower() for name in pairs):
        raise SourceError("C070", "password", url=shown)
    for name in pairs:
        if name not in _allowed(scheme):
            raise SourceError("C070", "parameter", url=shown, parameter=name, allowed=_allowed(scheme))
    if any("\0" in text for text in (unquote(parts.path), *pairs.values())):
        raise SourceError("C070", "path", url=shown)
    if scheme is Scheme.POSTGRESQL:
        database = _server(parts, port, pairs, shown)
    else:
        database = _file(scheme, parts, shown)
    return Origin(database, pairs.get("table") or None, pairs.get("schema") or None)


def database_from_url(text: str) -> Database:
    """The database that a command names; the tables in it are named by the mapping. SourceError as above."""
    origin = origin_from_url(text)
    if origin.database is None or origin.table is not None or origin.schema is not None:
        raise SourceError("C070", "table", url=_shown(urlsplit(text)))
    return origin.database


def base_from_text(text: FilePath | str, *, mapped: bool) -> tuple[Base | None, tuple[Diagnostic, ...]]:
    """The folder or database that a command names as CASES; None with the fault. `mapped`: there is a mapping."""
    if isinstance(text, FilePath) or not is_url(text):
        return FilePath(text), ()
    try:
        database = database_from_url(text)
    except SourceError as error:
        told = {"case": "", "place": "CASES", **error.args_told}
        return None, (Diagnostic(error.code, NOWHERE, told, help=error.help),)
    if not mapped:
        return None, (fault("C079", Place(database.address), source=database.address),)
    return database, ()


def resolved(database: Database, base: Base) -> Database:
    """The database with its path below the folder of the tables, where it is relative."""
    if database.path is None or not isinstance(base, FilePath):
        return database
    return Database(database.scheme, database.address, base / database.path, database.settings)


def _allowed(scheme: Scheme) -> tuple[str, ...]:
    if scheme is Scheme.POSTGRESQL:
        return (*_OF_TABLE, *SERVER_SETTINGS)
    return ("table",) if scheme is Scheme.PARQUET else _OF_TABLE


def _file(scheme: Scheme, parts: SplitResult, shown: str) -> Database:
    path = unquote(parts.path)[1:]
    if parts.netloc or not path or parts.fragment:
        raise SourceError("C070", "path", url=shown)
    return Database(scheme, shown, FilePath(path))


def _server(parts: SplitResult, port: int | None, pairs: dict[str, str], shown: str) -> Database:
    name = unquote(parts.path)[1:]
    if parts.fragment or "/" in name:
        raise SourceError("C070", "path", url=shown)
    settings = {key: value for key, value in pairs.items() if key not in _OF_TABLE}
    told = {
        "host": unquote(parts.hostname or ""),
        "port": "" if port is None else str(port),
        "user": unquote(parts.username or ""),
        "dbname": name,
    }
    settings |= {key: value for key, value in told.items() if value}
    return Database(Scheme.POSTGRESQL, shown, None, tuple(sorted(settings.items())))


def _shown(parts: SplitResult) -> str:
    """The URL without its parameters, and without what stands between the user's name and the host.

    A password with a slash or a question mark reaches into the path: such a URL is not shown at all.
    """
    user, at, host = parts.netloc.rpartition("@")
    if "@" in parts.path or (not at and "@" in parts.query + parts.fragment):
        return f"{parts.scheme}://…"
    return f"{parts.scheme}://{user.partition(':')[0]}{at}{host}{parts.path}"
