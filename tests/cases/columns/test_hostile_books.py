"""Cases of several kinds with all that may stand beside them give the same as columns and as records."""

import datetime as dt
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from dutylang.cases.columns.model import CaseColumns
from dutylang.ops.types import DATE, NUMBER, YES_NO, Kind, Type
from dutylang.policy.model import Vocabulary
from dutylang.values import Moment
from tests.cases.columns.sameness import both
from tests.cases.vocabulary import CNY, SHANGHAI, field, shape, shapes, vocabulary

OFFICE = Type(Kind.ONE_OF, values=("north", "south"))
KINDS = shapes(
    shape(
        "deal",
        field("amount", CNY),
        field("client", Type(Kind.RECORD, record="client")),
        field("office", OFFICE, optional=True),
        field("opened", DATE),
        field("size", NUMBER),
        field("risky", YES_NO),
        field("pledges", Type(Kind.LIST_OF, record="pledge")),
        field("outstanding", CNY, tracked=True),
    ),
    shape(
        "client",
        field("amount", CNY),
        field("size", CNY),
        field("parent", Type(Kind.RECORD, record="client"), optional=True),
    ),
)
MAPPING = """
kind = "deal"
complete = "all"
closed = "CLOSED"
[cases]
file = "deals.csv"
key = "id"
absent = ["none"]
[cases.fields]
amount = { column = "amount", currency = "CNY" }
client = "client"
office = "office"
opened = "opened"
size = "size"
risky = { constant = "yes" }
[linked.client]
file = "clients.csv"
key = "id"
absent = ["none"]
[linked.client.fields]
amount = { column = "amount", currency = "CNY" }
size = { column = "size", currency = "CNY" }
parent = "parent"
[lists.pledges]
file = "pledges.csv"
key = "id"
[lists.pledges.fields]
value = { column = "amount", currency = "CNY" }
verified = "yes"
[tracked.outstanding]
file = "tracked.csv"
key = "id"
from = "from"
value = { column = "amount", currency = "CNY" }
recorded_at = "until"
[[holders]]
file = "holders.csv"
key = "id"
role = "role"
person = "person"
from = "from"
until = "until"
deputy = "yes"
[[holders]]
file = "posts.csv"
role = { column = "role", values = { CM = "client_manager" } }
person = "person"
from = "from"
until = "until"
where = { office = "office", size = "size" }
[[holders]]
file = "heads.csv"
role = "role"
person = "person"
from = "from"
where = { client = "client" }
[[holders]]
file = "chief.csv"
role = { constant = "department_head" }
person = "person"
from = "from"
where = {}
[[holders]]
file = "desks.csv"
role = "role"
person = "person"
from = "from"
where = { amount = { column = "amount", currency = "CNY" }, opened = "opened", risky = "yes" }
[documents]
file = "documents.csv"
key = "id"
kind = "kind"
form = "form"
filed = "from"
verified_by = "person"
[judgements]
file = "judgements.csv"
key = "id"
name = "name"
decided = "yes"
at = "at"
by = "person"
as = "role"
about = "about"
[events]
file = "events.csv"
key = "id"
activity = "what"
time = "at"
actors = [{ column = "person", role = "client_manager" }]
"""
GOOD = {
    "id": ["D1", "D2", "D3", "C1", "C2"],
    "amount": ["5", "12.5"],
    "client": ["C1", "C2"],
    "office": ["north", "south", "none"],
    "opened": ["2024-05-06"],
    "size": ["1", "1.0", "2"],
    "parent": ["C1", "none", ""],
    "yes": ["yes", "no"],
    "from": ["2024-01-01", "2024-02-01", "2024-03-01"],
    "until": ["2024-06-30", "9999-12-31", ""],
    "role": ["client_manager", "department_head"],
    "person": ["Li Na", "Wang Wei", "Zhao"],
    "kind": ["business_licence", "营业执照"],
    "form": ["original", "copy", ""],
    "name": ["gross_negligence"],
    "at": ["2024-05-06", "2024-05-07", "2024-06-01"],
    "about": ["Li Na", ""],
    "what": ["visit_site", "emergency"],
}
BAD = [
    "",
    " ",
    "none",
    "x",
    "D1",
    "C9",
    "2024-02-30",
    "2024-05-06 09:00",
    "1e30",
    "1,000.123456",
    "CM",
    "²",
    "2019-01-01",
]
TABLES = {
    "deals": ["id", "amount", "client", "office", "opened", "size"],
    "clients": ["id", "amount", "size", "parent"],
    "pledges": ["id", "amount", "yes"],
    "tracked": ["id", "from", "amount", "until"],
    "holders": ["id", "role", "person", "from", "until", "yes"],
    "posts": ["role", "person", "from", "until", "office", "size"],
    "heads": ["role", "person", "from", "client"],
    "chief": ["person", "from"],
    "desks": ["role", "person", "from", "amount", "opened", "yes"],
    "documents": ["id", "kind", "form", "from", "person"],
    "judgements": ["id", "name", "yes", "at", "person", "role", "about"],
    "events": ["id", "what", "at", "person"],
}


def words() -> Vocabulary:
    return attrs.evolve(vocabulary(cases=KINDS), steps=2)


def table(name: str, bad: float, chance: random.Random) -> str:
    columns = TABLES[name]
    rows = {"deals": 3, "clients": 2}.get(name, chance.randrange(5))
    lines = [",".join(columns)]
    for row in range(rows):
        cells = [
            chance.choice(BAD) if chance.random() < bad else chance.choice(GOOD[column]) for column in columns
        ]
        if name in ("deals", "clients") and chance.random() > bad:
            cells[0] = f"{name[0].upper()}{row + 1}"
        lines.append(",".join(f'"{cell}"' if "," in cell else cell for cell in cells))
    return "\n".join(lines) + "\n"


def without(chance: random.Random) -> str:
    """The mapping with a choice of its tables left out."""
    kept, drop = [], False
    for number, part in enumerate(MAPPING.split("\n[")):
        name = part.split("]")[0].strip("[")
        if not name.endswith(".fields"):
            optional = name.startswith(("lists", "tracked", "holders", "documents", "judgements"))
            drop = optional and chance.random() < 0.4
        if not drop:
            kept.append(part if number == 0 else f"\n[{part}")
    closed = chance.choice(["last_event", "as_of"])
    return "".join(kept).replace('"CLOSED"', f'"{closed}"')


def write(folder: Path, bad: float, chance: random.Random) -> str:
    for name in TABLES:
        (folder / f"{name}.csv").write_text(table(name, bad, chance), encoding="utf-8")
    return without(chance)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([0.0, 0.02, 0.1]))
def test_book_by_book(seed: int, bad: float):
    chance = random.Random(seed)
    with TemporaryDirectory() as name:
        mapping = write(Path(name), bad, chance)
        both(Path(name), mapping, words(), SHANGHAI, Moment(dt.date(2024, 6, 30)))


def test_holders_by_fields_are_columns(tmp_path: Path):
    tables = {
        "deals": [
            "id,amount,client,office,opened,size",
            "D1,5,C1,north,2024-05-06,1",
            "D2,5.0,C2,south,2024-05-06,2",
        ],
        "clients": ["id,amount,size,parent", "C1,5,7,none", "C2,6,7,C1"],
        "posts": [
            "role,person,from,until,office,size",
            "CM,Li Na,2024-01-01,,north,1.0",
            "CM,Zhao,2024-01-01,,south,9",
        ],
        "heads": ["role,person,from,client", "client_manager,Wang Wei,2024-01-01,C2"],
        "desks": [
            "role,person,from,amount,opened,yes",
            "department_head,Qian,2024-02-01,5.00,2024-05-06,yes",
        ],
        "chief": ["person,from", "Sun,2024-01-01"],
    }
    for name, lines in tables.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    parts = MAPPING.replace('"CLOSED"', '"as_of"').split("\n[")
    kept = [
        part
        for part in parts
        if not part.startswith(("lists", "tracked", "documents", "judgements", "events"))
    ]
    kept = [part for part in kept if 'file = "holders.csv"' not in part]
    columns, _ = both(tmp_path, "\n[".join(kept), words(), SHANGHAI, Moment(dt.date(2024, 6, 30)))
    assert isinstance(columns, CaseColumns)
    assert not columns.odd.any()
    held = columns.holders
    pairs = zip(held.case, held.person, strict=True)
    assert [(columns.ids[case], columns.persons[person]) for case, person in pairs] == [
        ("D1", "Sun"), ("D1", "Li Na"), ("D1", "Qian"), ("D2", "Sun"), ("D2", "Wang Wei"), ("D2", "Qian"),
        ("C1", "Sun"), ("C2", "Sun"),
    ]  # fmt: skip
