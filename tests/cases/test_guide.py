"""The examples of `docs/cases.md` are read as they stand."""

import re
import sqlite3
from pathlib import Path

from dutylang.cases.files import cases_from_path
from dutylang.cases.mapping_file import mapping_from_text
from tests.cases.vocabulary import SHANGHAI, vocabulary
from tests.house.tree import ROOT

GUIDE = (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", GUIDE, flags=re.DOTALL | re.MULTILINE)


def blocks(tongue: str) -> list[str]:
    return [text for name, text in BLOCKS if name == tongue]


def test_the_documents_are_read(tmp_path: Path):
    (tmp_path / "a.json").write_text(blocks("json")[0], encoding="utf-8")
    (tmp_path / "b.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    (one, problems), (two, more) = cases_from_path(tmp_path, vocabulary(), SHANGHAI)
    assert problems == more == ()
    assert one is not None
    assert two is not None
    assert [event.type for event in one.events] == ["emergency", "visit_site", "visit_site"]
    assert two.events[0].actors[0].role == "client_manager"
    assert two.documents[0].original is True


def test_the_tables_are_read(tmp_path: Path):
    cases, events = blocks("csv")[:2]
    (tmp_path / "cases.csv").write_text(cases, encoding="utf-8")
    (tmp_path / "events.csv").write_text(events, encoding="utf-8")
    mapping, problems = mapping_from_text(blocks("toml")[0], "mapping.toml")
    assert problems == ()
    (one, first), (two, second), (nobody, notes) = cases_from_path(
        tmp_path, vocabulary(), SHANGHAI, mapping=mapping
    )
    assert first == second == ()
    assert one is not None
    assert two is not None
    assert nobody is None
    assert [note.args["activities"] for note in notes] == [["Visit|start (1)", "Tea (1)"]]
    assert [event.type for event in one.events] == ["emergency", "visit_site"]
    assert one.events[1].attributes == {"report": True}
    assert set(one.fields) == {"amount", "established"}
    assert two.events == ()


def test_the_tables_of_a_database_are_read(tmp_path: Path):
    connection = sqlite3.connect(tmp_path / "book.db")
    connection.execute("CREATE TABLE guarantees (id text, amount text)")
    connection.execute("CREATE TABLE log (guarantee text, what text, day text)")
    connection.execute("INSERT INTO guarantees VALUES ('G-001', '5')")
    connection.execute(
        "INSERT INTO log VALUES ('G-001', 'emergency', '2024-05-06'), ('G-001', 'draft', '2024-05-05')"
    )
    connection.commit()
    connection.close()
    (text,) = [text for text in blocks("toml") if "sqlite:" in text]
    mapping, problems = mapping_from_text(text, "mapping.toml")
    assert problems == ()
    ((one, problems),) = cases_from_path(tmp_path, vocabulary(), SHANGHAI, mapping=mapping)
    assert problems == ()
    assert one is not None
    assert [event.type for event in one.events] == ["emergency"]
