"""`duty audit` on a database: its tables through a mapping, and what is said when it cannot be read."""

import sqlite3
from pathlib import Path

from dutylang.cli.casework import UNREAD
from dutylang.cli.spoken import USAGE
from tests.cli.common import AS_OF, flat, run

POLICY = """policy visits "Visits"
  version "1.0"
  in force from 2024-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role clerk
case guarantee
  amount money CNY
event alarm
event visit
article 1 "Visits"
  duty visit_soon
    after each alarm
    clerk must ensure visit within 3 days
"""
MAPPING = """
complete = "all"
[cases]
table = "cases"
key = "id"
fields = { amount = { column = "amount", currency = "CNY" } }
[events]
table = "events"
key = "id"
activity = "what"
time = "at"
"""


def book(folder: Path) -> tuple[Path, Path, str]:
    policy, mapping, file = folder / "policy.duty", folder / "mapping.toml", folder / "book.db"
    policy.write_text(POLICY, encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE cases (id text, amount text)")
    connection.execute("CREATE TABLE events (id text, what text, at text)")
    connection.execute("INSERT INTO cases VALUES ('G-1', '5'), ('G-2', '7')")
    connection.execute(
        "INSERT INTO events VALUES ('G-1', 'alarm', '2024-05-06'), ('G-1', 'visit', '2024-05-07')"
    )
    connection.commit()
    connection.close()
    return policy, mapping, f"sqlite:///{file}"


def test_the_tables_of_a_database_are_audited(tmp_path: Path):
    policy, mapping, url = book(tmp_path)
    result = run("audit", policy, url, "--mapping", mapping, *AS_OF, "--format", "jsonl")
    assert result.exit_code == 0, result.stderr
    assert '"G-1"' in result.stdout
    result = run("explain", policy, url, "--case", "G-1", "--mapping", mapping, *AS_OF)
    assert (result.exit_code, "G-1" in result.stdout) == (0, True), result.stderr
    assert run("due", policy, url, "--mapping", mapping, *AS_OF).exit_code == 0


def test_a_server_that_refuses_is_told_and_the_exit_code_says_so(tmp_path: Path):
    policy, mapping, _ = book(tmp_path)
    url = "postgresql://auditor@127.0.0.1:1/bank?connect_timeout=2"
    for tongue, words in (("en", "cannot be opened"), ("zh", "无法打开")):
        result = run("audit", policy, url, "--mapping", mapping, *AS_OF, tongue=tongue)
        assert result.exit_code == UNREAD
        assert words in flat(result.stderr)
        assert "postgresql://auditor@127.0.0.1:1/bank" in flat(result.stderr)


def test_a_database_needs_a_mapping_and_no_password(tmp_path: Path):
    policy, mapping, url = book(tmp_path)
    result = run("audit", policy, url, *AS_OF)
    assert result.exit_code == USAGE
    assert "--mapping" in result.stderr
    result = run("audit", policy, "postgresql://me:hunter2@host/db", "--mapping", mapping, *AS_OF)
    assert result.exit_code == USAGE
    assert "PGPASSWORD" in result.stderr
    assert "hunter2" not in result.output + result.stderr
