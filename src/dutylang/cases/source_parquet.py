"""Folders of Parquet parts as one table: the parts by name, and columns that the names of folders give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import attrs

from dutylang.cases.arrow_cells import cells_of
from dutylang.cases.source_model import (
    BATCH_ROWS,
    Database,
    Holds,
    SourceColumn,
    SourceError,
    TableSource,
)

if TYPE_CHECKING:
    import pyarrow as pa

_NOTHING = "__HIVE_DEFAULT_PARTITION__"


class ParquetFolder:
    """A folder of Parquet files, or of folders of them: each is a table."""

    def __init__(self, database: Database) -> None:
        try:
            import pyarrow.parquet  # noqa: F401
        except ImportError:
            raise SourceError("C045", file=database.address, extra="parquet", library="pyarrow") from None
        self._path = database.path or FilePath()

    def table(self, source: TableSource) -> PartedTable:
        """The folder itself; with a table, the folder or file of that name in it."""
        path = self._path if source.table is None else self._path / source.table
        if source.table is not None and not path.exists():
            path = path.with_name(f"{path.name}.parquet")
        parts = [path] if path.is_file() else parts_of(path)
        if source.query is not None:
            raise SourceError("C077", "parquet", keys=("query",))
        if not parts:
            raise SourceError("C044", file=source.table or path.name)
        return PartedTable(path, parts)

    def close(self) -> None:
        """Nothing is held open between readings."""


def parts_of(folder: FilePath) -> list[FilePath]:
    """The Parquet files of a folder and those below it, by path.

    What begins with a point or an underscore is left out, as every writer of parts expects.
    """
    return sorted(
        path
        for path in folder.rglob("*.parquet")
        if not any(part.startswith((".", "_")) for part in path.relative_to(folder).parts) and path.is_file()
    )


@attrs.frozen
class _Part:
    """A file and the columns that the folders above it give: `region=north` is a text in all its rows."""

    path: FilePath
    given: dict[str, str | None]


class PartedTable:
    """Parts read one after the other. Their rows stand as they are written, part by part."""

    def __init__(self, folder: FilePath, parts: Sequence[FilePath]) -> None:
        self._parts = [_Part(path, _given(path, folder)) for path in parts]
        self._schema = _schema(self._parts)
        self.columns = tuple(SourceColumn(field.name, str(field.type), Holds.TEXT) for field in self._schema)

    def rows(self, names: Sequence[str]) -> Iterator[Sequence[object]]:
        """The cells, in the order of the parts and their rows."""
        for batch in self._read(names):
            yield from zip(*(cells_of(column) for column in batch.columns), strict=True)

    def batches(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """The same in columns of the types that all parts share."""
        import pyarrow as pa

        schema = pa.schema([self._schema.field(name) for name in names])
        for batch in self._read(names):
            yield batch.cast(schema)

    def count(self) -> int:
        """The number of rows that the parts say they have."""
        import pyarrow.parquet as pq

        return sum(pq.read_metadata(part.path).num_rows for part in self._parts)

    def _read(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        for part in self._parts:
            stored = [name for name in names if name not in part.given]
            with pq.ParquetFile(part.path, pre_buffer=False) as file:
                for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=stored):
                    arrays = [
                        pa.repeat(pa.scalar(part.given[name], pa.string()), batch.num_rows)
                        if name in part.given
                        else batch.column(name)
                        for name in names
                    ]
                    yield pa.RecordBatch.from_arrays(arrays, names=list(names))


def _given(path: FilePath, folder: FilePath) -> dict[str, str | None]:
    pairs = [part.partition("=") for part in path.relative_to(folder).parts[:-1]] if path != folder else []
    return {
        unquote(name): None if value == _NOTHING else unquote(value) for name, sign, value in pairs if sign
    }


def _schema(parts: Sequence[_Part]) -> Any:
    """The columns that every part has, with the types that hold those of all parts."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    found: pa.Schema | None = None
    for part in parts:
        try:
            schema = pq.read_schema(part.path)
        except Exception:  # pyarrow raises whatever the malformed file leads it to
            raise SourceError("C078", "damaged", part=str(part.path), column="") from None
        for name in part.given:
            schema = schema.append(pa.field(name, pa.string()))
        if found is not None:
            missing = set(found.names) ^ set(schema.names)
            if missing:
                column = min(missing)
                raise SourceError("C078", "missing", part=str(part.path), column=column)
        try:
            found = (
                schema if found is None else pa.unify_schemas([found, schema], promote_options="permissive")
            )
        except pa.ArrowException:
            raise SourceError("C078", "types", part=str(part.path), column=_other(found, schema)) from None
    return pa.schema([]) if found is None else found.remove_metadata()


def _other(one: Any, two: Any) -> str:
    """The first column whose types do not agree."""
    import pyarrow as pa

    for name in one.names:
        try:
            pa.unify_schemas(
                [pa.schema([one.field(name)]), pa.schema([two.field(name)])], promote_options="permissive"
            )
        except pa.ArrowException:
            return str(name)
    return ""
