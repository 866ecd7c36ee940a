"""Tables with good and bad cells among each other give the same cases as columns and as records."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from dutylang.cases.columns.model import CaseColumns
from tests.cases.columns.sameness import both
from tests.cases.vocabulary import SHANGHAI, vocabulary

CASES = """
kind = "guarantee"
complete = ["visit_site", "emergency"]
complete_until = { visit_site = "2024-05-31", pay_compensation = "2024-01-01" }
closed = { column = "closed", format = "%d.%m.%Y" }
[cases]
file = "cases.csv"
key = "id"
unknown = ["", "NIL", "7"]
absent = ["none"]
[cases.fields]
amount = { column = "amount", currency = "CNY" }
"产品" = { column = "product", values = { WC = "working_capital" } }
established = "day"
signed_at = "time"
rate = "rate"
staff = "staff"
note = "note"
listed = "listed"
term = "term"
covers = { column = "covers", split = ";" }
group = "group"
[events]
file = "events.csv"
key = "id"
time = "at"
recorded = "recorded"
order = "seq"
id = "eid"
unknown = ["", "NIL"]
absent = ["none"]
actors = ["who", { column = "whom", split = ";", role_column = "role", roles = { CM = "client_manager" } }]
[events.activity]
column = "what"
unmapped = "ignore"
[events.attributes]
report = "report"
paid = "paid"
covers = { column = "covers", split = ";" }
"""

GOOD = {
    "id": ["A", "B", "C", "D", "Ä"],
    "amount": ["1", "20.50", "0", "-3.125", "1000000"],
    "product": ["working_capital", "WC", "流动资金贷款担保"],
    "day": ["2024-05-06", "2024-02-29", "1999-12-31"],
    "time": ["2024-05-06 09:00", "2024-05-06T10:00:30", "2024-03-31T12:00:00.5", "2024-10-27 04:00"],
    "rate": ["2.5%", "3", "0.125"],
    "staff": ["12", "5", "0.5"],
    "note": ["on a hill", "x", "石"],
    "listed": ["yes", "no", "是", "true"],
    "term": ["3 months", "2 days"],
    "covers": ["progress", "progress;finances", "use_of_funds"],
    "group": ["G", "none", "H"],
    "closed": ["06.05.2024", "31.12.2023", ""],
    "at": [
        "2024-05-06 09:00",
        "2024-05-06T10:00:30.25",
        "2024-05-06 09:00",
        "2024-05-07",
        "2024-05-08",
        "2023-12-31",
    ],
    "recorded": ["2024-05-08", "2024-05-08 10:00", "2024-10-28T00:00"],
    "seq": ["1", "2", "-3", ""],
    "eid": ["e1", "e2", "e3", "e4", ""],
    "who": ["Li Na", "Wang Wei", ""],
    "whom": ["Li Na", "Zhao;Qian", "Sun; Li"],
    "role": ["CM", "department_head", "none"],
    "what": ["visit_site", "emergency", "pay_compensation", "实地调查", "tea"],
    "report": ["yes", "no"],
    "paid": ["5 CNY", "12.5 CNY"],
}
BAD = [
    "",
    "NIL",
    "none",
    " ",
    "7",
    "NaN",
    "1e3",
    "1,000",
    "12,5",
    "1" * 19,
    "0." + "1" * 17,
    "x" * 40_000,
    "2024-13-01",
    "2024-03-31 02:30",
    "2024-10-27 02:30",
    "2024-05-06T09:00Z",
    "2024-05-06T09:00+08:00",
    "9999-12-31",
    "1700-01-01",
    "2024-05-06",
    " 2024-05-06 09:00 ",
    "06.05.2024",
    "3 CNY",
    "3 EUR",
    "Li;;Na",
    "a;b",
    "；",
    "A",
    "²",
    "\x1c",
    "+5",
    "00012",
    "-0",
    "5%",
    "120 %",
]
CASE_COLUMNS = [
    "id",
    "amount",
    "product",
    "day",
    "time",
    "rate",
    "staff",
    "note",
    "listed",
    "term",
    "covers",
    "group",
    "closed",
]
EVENT_COLUMNS = [
    "id",
    "what",
    "at",
    "recorded",
    "seq",
    "eid",
    "who",
    "whom",
    "role",
    "report",
    "paid",
    "covers",
]
EID = EVENT_COLUMNS.index("eid")


def table(columns: list[str], rows: int, bad: float, chance: random.Random, *, ids: bool) -> str:
    lines = [",".join(columns)]
    for row in range(rows):
        cells = [chance.choice(BAD if chance.random() < bad else [*GOOD[column], ""]) for column in columns]
        if not ids:
            cells[0] = chance.choice(GOOD["id"]) if chance.random() > bad else chance.choice(["", " ", "Z"])
            cells[EID] = f"e{row}" if cells[EID] and chance.random() > bad else cells[EID]
        else:
            cells[0] = (
                chance.choice(GOOD["id"])
                if chance.random() < bad
                else f"{GOOD['id'][row % 5]}{row // 5 or ''}"
            )
        if chance.random() < bad / 8:
            cells = cells[: chance.randrange(len(cells))] or [""]
        lines.append(
            ",".join(f'"{cell}"' if "," in cell or chance.random() < 0.02 else cell for cell in cells)
        )
        if chance.random() < bad / 20:
            lines.append("")
    return "\n".join(lines) + chance.choice(["", "\n", "\n\n"])


def without(mapping: str, chance: random.Random) -> str:
    """The mapping with a choice of its lines left out."""
    optional = (
        "recorded",
        "order",
        "id =",
        "actors",
        "report",
        "paid",
        "covers",
        "term",
        "closed",
        "note",
        "absent",
    )
    lines = mapping.splitlines()
    return "\n".join(line for line in lines if not line.startswith(optional) or chance.random() < 0.7)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([0.0, 0.01, 0.1, 0.5]), st.booleans())
def test_case_by_case(seed: int, bad: float, zoned: bool):
    chance = random.Random(seed)
    with TemporaryDirectory() as name:
        folder = Path(name)
        cases = table(CASE_COLUMNS, chance.randrange(4, 12), bad, chance, ids=True)
        events = table(EVENT_COLUMNS, chance.randrange(30), bad, chance, ids=False)
        (folder / "cases.csv").write_text(cases, encoding="utf-8")
        (folder / "events.csv").write_text(events, encoding="utf-8")
        mapping = without(CASES, chance)
        if zoned:
            mapping = 'zone = "Europe/Amsterdam"\n' + mapping
        columns, found = both(folder, mapping, vocabulary(), SHANGHAI)
        if not bad and isinstance(columns, CaseColumns):
            assert columns.count == sum(case is not None for case, _ in found)
