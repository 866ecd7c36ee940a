"""The parts of a book: cases in columns, with what is unread of each."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from dutylang.assessment.model import Horizon
from dutylang.books.inputs import BookInput, input_from_path
from dutylang.pipeline import Loaded, has_errors, horizon_from_text, loaded_from_text

POLICY = """policy house "House"
  version "1"
  in force from 2024-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role clerk
case deal
  amount number
event call
event visit
article 1 "Rules"
  duty visited
    after each call
    clerk must ensure visit within 3 days
"""
MAPPING = """
complete = "all"
[cases]
file = "cases.csv"
key = "id"
fields = { amount = "amount" }
[events]
file = "events.csv"
key = "id"
activity = "what"
time = "at"
"""


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    found, problems = loaded_from_text(POLICY)
    assert found is not None, problems
    return found


@pytest.fixture(scope="module")
def horizon(loaded: Loaded) -> Horizon:
    found = horizon_from_text("2024-12-31", loaded)
    assert found is not None
    return found


def case(number: int, amount: object = 5) -> dict[str, object]:
    events = [{"type": "call", "at": "2024-06-03"}]
    return {"id": f"C-{number}", "kind": "deal", "fields": {"amount": amount}, "events": events}


def written(path: Path, *cases: object) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in cases), encoding="utf-8")
    return path


def book_at(loaded: Loaded, horizon: Horizon, path: Path | str, mapping: Path | None = None) -> BookInput:
    book, faults = input_from_path(loaded, path, horizon, mapping)
    assert book is not None, faults
    return book


def test_documents_come_in_parts_of_a_bounded_size(tmp_path: Path, loaded: Loaded, horizon: Horizon):
    odd = case(3, "many")
    path = written(tmp_path / "cases.jsonl", *(case(n) for n in range(3)), odd, case(0), case(4))
    book = attrs.evolve(book_at(loaded, horizon, path), at_once=2)
    parts = list(book.chunks())
    assert [list(part.ids) for part in parts] == [["C-0", "C-1"], ["C-2"], ["C-4"]]
    unread = [(name, has_errors(problems)) for part in parts for name, problems in part.unread]
    assert unread == [("C-3", True), ("C-0", True)]
    assert [part.record(0).id for part in parts] == ["C-0", "C-2", "C-4"]


def tables(folder: Path) -> Path:
    folder.mkdir()
    (folder / "cases.csv").write_text("id,amount\n" + "".join(f"C-{n},{n}\n" for n in range(5)) + "C-5,x\n")
    (folder / "events.csv").write_text("id,what,at\nC-1,call,2024-06-03\n")
    mapping = folder.parent / "mapping.toml"
    mapping.write_text(MAPPING)
    return mapping


def test_tables_come_whole(tmp_path: Path, loaded: Loaded, horizon: Horizon):
    mapping = tables(tmp_path / "tables")
    [part] = book_at(loaded, horizon, tmp_path / "tables", mapping).chunks()
    assert list(part.ids) == [f"C-{n}" for n in range(5)]
    assert [name for name, _ in part.unread] == ["C-5"]


def test_what_stops_the_tables_is_unread(tmp_path: Path, loaded: Loaded, horizon: Horizon):
    mapping = tables(tmp_path / "tables")
    (tmp_path / "tables" / "events.csv").unlink()
    [part] = book_at(loaded, horizon, tmp_path / "tables", mapping).chunks()
    assert part.count == 0
    [(name, problems)] = part.unread
    assert name is None
    assert has_errors(problems)


def test_a_faulty_register_is_told_once(tmp_path: Path, loaded: Loaded, horizon: Horizon):
    mapping = tables(tmp_path / "tables")
    register = tmp_path / "people.json"
    register.write_text('{"holders": [{"role": "nobody", "person": "Li Na", "from": "2024-01-01"}]}')
    book, _ = input_from_path(loaded, tmp_path / "tables", horizon, mapping, register)
    assert book is not None
    [part] = book.chunks()
    cases = [problems for found, problems in book.cases() if found is None]
    assert [problems for _, problems in part.unread] == cases
    assert len(cases) == 2


def test_a_faulty_mapping_or_url_is_told(tmp_path: Path, loaded: Loaded, horizon: Horizon):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text("nonsense = 1")
    for given in ((tmp_path, mapping), ("sqlite:///book.db", None), ("what://book", mapping)):
        book, faults = input_from_path(loaded, given[0], horizon, given[1])
        assert book is None
        assert has_errors(faults)


def lines(folder: Path) -> Path:
    return written(folder / "cases.jsonl", *map(case, range(5)))


def documents(folder: Path) -> Path:
    for number in range(2):
        (folder / f"{number}.json").write_text(json.dumps(case(number)))
    written(folder / "more.jsonl", *map(case, range(2, 5)))
    return folder


def long_list(folder: Path) -> Path:
    path = folder / "list.json"
    path.write_text(json.dumps([case(number) for number in range(500)]))
    return path


@pytest.mark.parametrize(("make", "count"), [(lines, 5), (documents, 5), (long_list, 5)])
def test_about_how_many_documents_there_are(
    make: Callable[[Path], Path], count: int, tmp_path: Path, loaded: Loaded, horizon: Horizon
):
    book = book_at(loaded, horizon, make(tmp_path))
    assert book.has_at_least(count)
    assert not book.has_at_least(count + 1)


def test_about_how_many_rows_there_are(tmp_path: Path, loaded: Loaded, horizon: Horizon):
    mapping = tables(tmp_path / "tables")
    book = book_at(loaded, horizon, tmp_path / "tables", mapping)
    assert book.has_at_least(6)
    assert not book.has_at_least(7)
    mapping.write_text(MAPPING[MAPPING.index("[events]") :])
    assert book_at(loaded, horizon, tmp_path / "tables", mapping).has_at_least(
        10**6
    )  # only a reading would tell
    assert not book_at(loaded, horizon, tmp_path / "nowhere").has_at_least(1)


def test_about_how_many_rows_a_database_has(tmp_path: Path, loaded: Loaded, horizon: Horizon):
    connection = sqlite3.connect(tmp_path / "book.db")
    connection.execute("CREATE TABLE cases (id text, amount text)")
    connection.execute("INSERT INTO cases VALUES ('G-1', '5'), ('G-2', '7')")
    connection.commit()
    connection.close()
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        MAPPING.replace('file = "cases.csv"', 'table = "cases"').replace('file = "e', 'table = "e')
    )
    book = book_at(loaded, horizon, f"sqlite:///{tmp_path}/book.db", mapping)
    assert book.has_at_least(2)
    assert not book.has_at_least(3)
