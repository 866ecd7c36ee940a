"""Files and folders of case documents → case records, one by one. What cannot be read is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path as FilePath
from zoneinfo import ZoneInfo

import attrs

from dutylang.cases.document import case_from_raw, reading_of
from dutylang.cases.faults import Faults, Path, Place, fault
from dutylang.cases.json_text import raw_from_json
from dutylang.cases.links import Links, collect, linked_kinds
from dutylang.cases.locating import Locator, json_positions, yaml_positions
from dutylang.cases.lookup import Lookup, lookup_from_vocabulary
from dutylang.cases.mapping import TableMapping
from dutylang.cases.raw import DEFAULT_LIMITS, Limits
from dutylang.cases.reading import Reading
from dutylang.cases.record import CaseRecord
from dutylang.cases.shared_holders import (
    SharedHolders,
    nothing_told,
    read_register,
    strangers,
    with_shared,
)
from dutylang.cases.source_model import Base, Database
from dutylang.cases.yaml_text import raws_from_yaml
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.policy.model import Vocabulary
from dutylang.values import Moment

Found = tuple[CaseRecord | None, tuple[Diagnostic, ...]]
"""A case and its problems. Without a case, an error says which could not be read; without an error, the
problems speak of the input as a whole."""

PlaceOf = Callable[[Path], Place] | None
Read = Callable[[object, Place, PlaceOf], Found]
"""What is done with the raw value of a case that stands at a place."""

JSON = frozenset({".json"})
JSON_LINES = frozenset({".jsonl", ".ndjson"})
YAML = frozenset({".yaml", ".yml"})
CASE_FILES = JSON | JSON_LINES | YAML
TABLES = frozenset({".csv", ".xlsx", ".parquet", ".gz"})


def cases_from_path(
    path: Base,
    vocabulary: Vocabulary,
    tz: ZoneInfo,
    *,
    mapping: TableMapping | None = None,
    as_of: Moment | None = None,
    holders: FilePath | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Found]:
    """The cases of a file or of a folder in the order of file names; with a mapping, of the tables there.

    A faulty case is `None` with its errors, and the next one follows. Of two cases with one id the later
    is refused. `as_of` is asked only by a mapping that says `closed = "as_of"`. `holders` is a register of
    holders for all cases, beside those that stand in the folder.
    """
    lookup = lookup_from_vocabulary(vocabulary)
    registers = registers_at(path if mapping is None else None, holders)
    blank = attrs.evolve(reading_of(lookup, tz, Faults(Place(""))), limits=limits)
    shared, problems = shared_from_files(registers, blank)
    if isinstance(path, FilePath) and mapping is None:
        links = _links(path, lookup, limits, holders)
        problems = [*problems, *strangers(shared, links)]
        one = partial(found_of_case, reading=attrs.evolve(blank, links=links), shared=shared)
        found = found_in_documents(path, one, limits, holders)
    elif mapping is not None:
        from dutylang.cases.tables import cases_from_tables

        found = cases_from_tables(path, mapping, lookup, tz, as_of, limits, shared)
    else:
        raise ValueError("the tables of a database are read through a mapping")
    return without_twins(chain([(None, tuple(problems))] if problems else [], found))


def shared_from_register(
    holders: FilePath | None, lookup: Lookup, tz: ZoneInfo, limits: Limits = DEFAULT_LIMITS
) -> tuple[SharedHolders, tuple[Diagnostic, ...]]:
    """What a register of holders for all cases says, empty without one; and all that is wrong with it."""
    blank = attrs.evolve(reading_of(lookup, tz, Faults(Place(""))), limits=limits)
    shared, problems = shared_from_files([] if holders is None else [holders], blank)
    return shared, tuple(problems)


def without_twins(found: Iterator[Found]) -> Iterator[Found]:
    """Refuses a case whose id came before."""
    first_at: dict[str, str] = {}
    for case, problems in found:
        if case is None or case.id not in first_at:
            if case is not None:
                first_at[case.id] = case.source
            yield case, problems
            continue
        place = Place(case.source)
        told = {"case": case.id, "place": case.source, "first": first_at[case.id]}
        yield None, (*problems, Diagnostic("C032", place.span, told))


def count_hint(path: Base, mapping: TableMapping | None) -> int | None:
    """About how many cases there are, for a progress bar; None when finding out would take long."""
    try:
        if mapping is not None:
            from dutylang.cases.tables import count_of_cases

            return count_of_cases(path, mapping)
        if isinstance(path, Database):
            return None
        if path.is_dir():
            files = case_files(path)
            return None if any(file.suffix in JSON_LINES for file in files) else len(files)
        if path.suffix in JSON_LINES:
            with path.open("rb") as lines:
                return sum(1 for line in lines if line.strip())
        return 1 if path.is_file() else None
    except OSError:
        return None


def case_files(folder: FilePath) -> list[FilePath]:
    """The case files of a folder and those below it, by name; hidden ones are left out."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in CASE_FILES
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
        and not _is_register(path)
    )


def registers_at(path: Base | None, holders: FilePath | None) -> list[FilePath]:
    """The register that was named, and those that stand in a folder of cases."""
    found = [] if holders is None else [holders]
    if isinstance(path, FilePath) and path.is_dir():
        found += [file for file in holder_files(path) if not _is_same(file, holders)]
    return found


def holder_files(folder: FilePath) -> list[FilePath]:
    """The registers of holders in a folder and below it, by name; hidden ones are left out."""
    return sorted(
        path
        for path in folder.rglob("*")
        if _is_register(path)
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
    )


def _is_register(path: FilePath) -> bool:
    """Whether a file in a folder of cases is a register of holders by its name."""
    return path.stem.lower() == "holders" and path.suffix.lower() in JSON | YAML


def _is_same(path: FilePath, other: FilePath | None) -> bool:
    return other is not None and path.resolve() == other.resolve()


def shared_from_files(files: list[FilePath], blank: Reading) -> tuple[SharedHolders, list[Diagnostic]]:
    """What the registers say together, and all that is wrong with them."""
    register = SharedHolders()
    problems: list[Diagnostic] = []
    read_at: set[str] = set()

    def read(raw: object, root: Place, place_of: PlaceOf) -> Found:
        faults = Faults(root, place_of, FilePath(root.source).name)
        read_register(raw, register, attrs.evolve(blank, faults=faults))
        problems.extend(faults.told())
        read_at.add(root.source)
        return None, ()

    for file in files:
        place = Place(str(file))
        if file.suffix.lower() in JSON | YAML:
            found = [each for _, told in found_in_file(file, read, blank.limits) for each in told]
            if not found and place.source not in read_at:
                found = [fault("C012", place, key="holders")]
        else:
            found = [fault("C065", place, suffix=file.suffix)]
        if found:
            nothing_told(register, blank)
        problems += found
    return register, problems


def _links(path: FilePath, lookup: Lookup, limits: Limits, holders: FilePath | None) -> Links:
    """The cases that others name by id. The input is read once more for them, if the policy has links."""
    links, kinds = Links(), linked_kinds(lookup)

    def keep(raw: object, _root: Place, _place_of: PlaceOf) -> Found:
        collect(raw, kinds, lookup, links)
        return None, ()

    if kinds:
        for _ in found_in_documents(path, keep, limits, holders):
            continue
    return links


def found_in_documents(
    path: FilePath, read: Read, limits: Limits, holders: FilePath | None
) -> Iterator[Found]:
    """What is read of each case at a path; a register that was named by hand is none."""
    if path.is_dir():
        files = [file for file in case_files(path) if not _is_same(file, holders)]
        if not files:
            yield None, (fault("C001", Place(str(path)), help=_no_files_help(path)),)
        for file in files:
            yield from _told_if_empty(file, found_in_file(file, read, limits))
    elif not path.exists():
        yield None, (fault("C002", Place(str(path)), help="missing"),)
    elif path.suffix.lower() in CASE_FILES:
        yield from _told_if_empty(path, found_in_file(path, read, limits))
    else:
        yield None, (fault("C010", Place(str(path)), suffix=path.suffix),)


def _told_if_empty(path: FilePath, found: Iterator[Found]) -> Iterator[Found]:
    empty = True
    for item in found:
        empty = False
        yield item
    if empty:
        yield None, (fault("C038", Place(str(path)), Severity.WARNING),)


def _no_files_help(folder: FilePath) -> str:
    tables = any(path.suffix.lower() in TABLES for path in folder.iterdir())
    return "tables" if tables else "none"


def found_in_file(path: FilePath, read: Read, limits: Limits) -> Iterator[Found]:
    """What is read of each case in a file of case documents, and what is said of the file."""
    suffix = path.suffix.lower()
    if suffix in JSON_LINES:
        yield from _json_lines(path, read, limits)
        return
    text, problems = _text(path, limits)
    if text is None:
        yield None, problems
    elif suffix in JSON:
        yield from _json(text, str(path), read)
    else:
        yield from _yaml(text, str(path), read, limits)


def _text(path: FilePath, limits: Limits) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The text of a whole file in UTF-8, with or without a byte order mark."""
    place = Place(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(limits.document_bytes + 1)
    except OSError:
        return None, (fault("C002", place, help="unreadable"),)
    if len(content) > limits.document_bytes:
        return None, (fault("C003", place, limit=limits.document_bytes // 2**20),)
    return _decoded(content, place)


def _decoded(content: bytes, place: Place) -> tuple[str | None, tuple[Diagnostic, ...]]:
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = place.line + content.count(b"\n", 0, error.start)
        where = attrs.evolve(place, line=line)
        return None, (fault("C009", where, encoding="utf-8", offset=error.start),)


def found_of_case(
    raw: object, root: Place, place_of: PlaceOf, *, reading: Reading, shared: SharedHolders
) -> Found:
    """One case out of its raw value."""
    faults = Faults(root, place_of)
    case = case_from_raw(raw, attrs.evolve(reading, faults=faults))
    if case is not None:
        case = with_shared(case, shared, faults)
    return case, faults.told()


def _json_lines(path: FilePath, read: Read, limits: Limits) -> Iterator[Found]:
    source = str(path)
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(limits.document_bytes + 1):
                number += 1
                place = Place(source, "", number)
                if len(line) > limits.document_bytes:
                    yield None, (fault("C003", place, limit=limits.document_bytes // 2**20),)
                    return
                if line.strip(b" \t\r\n\xef\xbb\xbf"):
                    yield found_in_line(line, place, read)
    except OSError:
        yield None, (fault("C002", Place(source), help="unreadable"),)


def found_in_line(line: bytes, place: Place, read: Read) -> Found:
    """What is read of the case in a line of JSON."""
    text, problems = _decoded(line, place)
    if text is None:
        return None, problems
    raw, problems = raw_from_json(text, place)
    if problems:
        return None, problems
    locate = Locator(place.source, lambda: json_positions(text), place.line - 1)
    return read(raw, place, locate.below(()))


def _json(text: str, source: str, read: Read) -> Iterator[Found]:
    """One case, or a list of them."""
    raw, problems = raw_from_json(text, Place(source))
    if problems:
        yield None, problems
        return
    locate = Locator(source, lambda: json_positions(text))
    if not isinstance(raw, list):
        yield read(raw, Place(source), locate.below(()))
        return
    for index, item in enumerate(raw):
        root = Place(source, f"/{index}")
        yield read(item, root, locate.below((index,), (index,)))


def _yaml(text: str, source: str, read: Read, limits: Limits) -> Iterator[Found]:
    """One case a document, or a list of them."""
    documents, problems = raws_from_yaml(text, source, limits.depth)
    locate = Locator(source, lambda: yaml_positions(text, source, limits))
    for number, document in enumerate(documents):
        prefix: Path = (number,)
        if isinstance(document, list):
            for index, item in enumerate(document):
                root = locate.at((number, index), (index,))
                yield read(item, root, locate.below((number, index), (index,)))
        else:
            root = Place(source) if len(documents) == 1 else locate.at(prefix, ())
            yield read(document, root, locate.below(prefix))
    if problems:
        yield None, problems
