"""Where a table of a mapping stands: a file, a URL, or a table or query of the database that is audited."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from dutylang.cases.faults import Expected, Faults, Path
from dutylang.cases.shape import wrong
from dutylang.cases.source_model import Origin, Scheme, SourceError
from dutylang.cases.source_url import origin_from_url

ORIGIN_KEYS = ("file", "source", "table", "schema", "query")
_LONGEST_QUERY = 64 * 2**10


def origin_from_parts(parts: Mapping[str, object], path: Path, faults: Faults) -> tuple[str, Origin | None]:
    """The file of a table, or its origin and the short name that it goes by."""
    texts: dict[str, str] = {}
    for key in ORIGIN_KEYS:
        value = parts.get(key)
        if isinstance(value, str) and value and "\0" not in value:
            texts[key] = value
        elif value is not None:
            wrong(value, Expected.TEXT, (*path, key), faults)
    if "file" in texts:
        if len(texts) > 1:
            faults.add("C077", path, help="two", keys=tuple(texts))
        _stays_below(texts["file"], (*path, "file"), faults)
        return texts["file"], None
    if not texts:
        if not faults.fatal:
            faults.add("C012", path, key="file")
        return "", None
    return _origin(texts, path, faults)


def _origin(texts: Mapping[str, str], path: Path, faults: Faults) -> tuple[str, Origin | None]:
    found = Origin(None)
    if "source" in texts:
        try:
            found = origin_from_url(texts["source"])
        except SourceError as error:
            faults.add(error.code, (*path, "source"), help=error.help, **error.args_told)
            return "", None
    table, schema, query = texts.get("table"), texts.get("schema"), texts.get("query")
    if query is not None and (table is not None or found.table is not None):
        faults.add("C077", path, help="two", keys=("table", "query"))
    if table is not None and found.table is not None:
        faults.add("C077", path, help="two", keys=("source", "table"))
    if query is not None and len(query) > _LONGEST_QUERY:
        faults.add("C036", (*path, "query"), length=len(query), limit=_LONGEST_QUERY)
    origin = Origin(found.database, table or found.table, schema or found.schema, query)
    parquet = origin.database is not None and origin.database.scheme is Scheme.PARQUET
    if parquet and query is not None:
        faults.add("C077", path, help="parquet", keys=("query",))
    if origin.table is None and query is None and not parquet:
        faults.add("C077", path, help="none", keys=("table",))
    if parquet and origin.table is not None:
        _stays_below(origin.table, (*path, "table"), faults)
    return origin.table or "query", origin


def _stays_below(file: str, path: Path, faults: Faults) -> None:
    pure = PurePosixPath(file.replace("\\", "/"))
    if pure.is_absolute() or ".." in pure.parts or ":" in file:
        faults.add("C042", path, file=file)
