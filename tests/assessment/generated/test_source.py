"""The generated text is made of fixed templates: nothing that a policy or a case says is part of it."""

from __future__ import annotations

import ast
import datetime as dt
import re

import attrs
import pytest

from dutylang.assessment.generated.source import Generated, generated_from_plan
from dutylang.assessment.model import horizon_of_day
from dutylang.embedding import Policy, loads
from dutylang.pipeline import loaded_from_text
from dutylang.plan.model import Plan
from tests.assessment.generated.forms import forms

HOSTILE = """policy p "__import__('os').system('x')"
  version "1.0'; raise SystemExit"
  in force from 2024-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role clerk "clerk\\n  raise SystemExit"
case loan
  state text
  kind one of import_os, exec_all
event alarm "\\"); import os  #"
  site text
event visit
  site text
parameter word = "'); __import__('os').abort()  #"
article 1 "]) or exit()"
  duty __import__os
    after each alarm with site is "\'\'\'); evil(\'\'\'"
    when state is word or state is "{0.__class__}" and kind is exec_all
    clerk must visit within 3 days for the same site with site is not "\\\\'); evil()"
"""


def texts_of(policy: Policy) -> list[str]:
    made = policy.engine.compiled[-1].generated
    return [made.plain, made.guarded]


def hostile() -> Policy:
    return loads(HOSTILE.replace("__import__os", "import_os"))


def test_hostile_text_is_not_in_the_source() -> None:
    policy = hostile()
    assert [each.reason for each in policy.generated_forms()] == [""]
    for text in texts_of(policy):
        for word in (
            "import",
            "evil",
            "exec",
            "exit",
            "Exit",
            "abort",
            "system",
            "site",
            "state",
            "alarm",
            '"',
            "'",
        ):
            assert word not in text
    document = {
        "id": "1",
        "fields": {"state": "{0.__class__}", "kind": "exec_all"},
        "events": [
            {"type": "alarm", "at": "2024-05-06T09:00:00+08:00", "with": {"site": "'''); evil('''"}},
        ],
        "complete": ["alarm", "visit"],
    }
    [row] = policy.assess(document, dt.date(2024, 5, 31)).rows
    assert (row.rule, row.verdict.value) == ("import_os", "violated")


NAMES = re.compile(r"[A-Za-z_]\w*")
OWN = {"make", "run", "out", "add", "len", "tuple", "append", "type"}


def test_the_source_names_nothing_but_its_own_variables_and_constants() -> None:
    for text in texts_of(Policy(forms())):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant):
                assert node.value is None or isinstance(node.value, int)
            if isinstance(node, ast.Name):
                assert len(node.id) == 1 or node.id in OWN or re.fullmatch(r"[ek][0-9]+", node.id)
            if isinstance(node, ast.Attribute):
                assert node.attr in OWN
            assert not isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr | ast.Global)


def test_the_same_plan_gives_the_same_text() -> None:
    one, other = (generated_of(forms().plan) for _ in range(2))
    assert (one.plain, one.guarded, one.forms) == (other.plain, other.guarded, other.forms)


def generated_of(plan: Plan) -> Generated:
    compiled = Policy(attrs.evolve(forms(), plan=plan)).engine.compiled[-1]
    setting = compiled.setting(hostile().prepare({"id": "1"}).record, horizon_of_day(dt.date(2024, 5, 31)))
    return generated_from_plan(compiled.plan, setting)


PLAIN_HEAD = """policy p "P"
  version "1"
  in force from 2024-01-01
  calendar weekdays
  timezone "UTC"
  counting civil_code
role clerk
case loan
  urgent yes/no
  amount money CNY
  opened_at date and time
  pledges list of pledge
record pledge
  value money CNY
event alarm
  site text
  level number
event visit
  site text
  level number
event call
  site number
parameter soon = 3 days house default
define_here
article 1 "A"
"""


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("after each alarm\n    each clerk must visit", "each_holder"),
        ("after each alarm\n    clerk must visit as the next event", "next_event"),
        ("after each alarm\n    clerk must visit and call", "joint"),
        ("after each alarm\n    each its own\n    clerk must visit at least 2 times", "each_its_own"),
        ("every week\n    each its own\n    clerk must visit", "each_its_own"),
        ("after each alarm\n    when total value of pledges > 5 CNY\n    clerk must visit", "aggregate"),
        ("after each alarm\n    clerk must visit by the earlier of 2024-05-15 and 1 month", "limit"),
        ("after each alarm\n    clerk must visit at least 2 times by different persons", "different_persons"),
        ("after the latest alarm\n    clerk must visit", "trigger_latest"),
        ("on the day of alarm\n    clerk must visit", "trigger_on_day"),
        ("every 9 days since the last\n    clerk must visit", "trigger_since_last"),
        ("every week\n    clerk must visit at most 2 times", "trigger_periods"),
        ("every month\n    stays owed\n    clerk must visit", "periods_stay_owed"),
        ("after each alarm\n    clerk must visit within 3 hours unless call", "unless_on_clock"),
        ("clerk must visit within 3 hours", "clock"),
        ("clerk must visit within 3 hours after alarm", "clock"),
        ("after each alarm\n    clerk must visit at least 3 hours before call", "clock"),
        ("after each alarm\n    when amount > 5 CNY + 6 CNY\n    clerk must visit", "expression"),
        ("after each alarm\n    clerk must visit at most 1 time within 3 hours", "limit"),
        ("clerk must visit at most 1 time within 3 days after alarm", "limit"),
        (
            "after alarm\n    clerk must visit at most 1 time within 3 days\n    suspended from call until visit",
            "limit",
        ),
        ("after each alarm\n    clerk should visit at most 1 time unless urgent", "advisory_exception"),
        ("after each alarm with level > 2\n    when urgent\n    clerk must visit at most 1 time", ""),
        ("after each alarm\n    when opened_at is missing\n    clerk must visit", "missing"),
        (
            "after each alarm\n    counts only if recorded within 3 days\n    clerk must visit",
            "recorded_within",
        ),
    ],
)
def test_why_a_rule_has_no_form(lines: str, reason: str) -> None:
    text = f"{PLAIN_HEAD.replace('define_here', '')}  duty r\n    {lines}\n"
    loaded, problems = loaded_from_text(text)
    assert loaded is not None, [(each.code, dict(each.args)) for each in problems]
    [form] = Policy(loaded).generated_forms()
    assert form.reason == reason


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("after each alarm with level > 2\n    clerk must not visit", "trigger_each"),
        (
            "from alarm until call\n    judged when the window closes\n    clerk must not visit",
            "judged_at_window_close",
        ),
        ("anyone may visit only directly after alarm", "next_event"),
        ("anyone may visit only after alarm within 3 hours", "limit"),
        ("after alarm\n    clerk must not visit within soon", "limit"),
        (
            "after alarm\n    clerk must not visit within 3 days\n    suspended from call until visit",
            "limit",
        ),
    ],
)
def test_why_a_prohibition_has_no_form(lines: str, reason: str) -> None:
    text = f"{PLAIN_HEAD.replace('define_here', '')}  prohibition r\n    {lines}\n"
    loaded, problems = loaded_from_text(text)
    assert loaded is not None, [(each.code, dict(each.args)) for each in problems]
    [form] = Policy(loaded).generated_forms()
    assert form.reason == reason


def test_definitions_within_definitions_do_not_explode() -> None:
    chain = "".join(
        f"define word_{n} means word_{n - 1} and (word_{n - 1} or not word_{n - 1})\n" for n in range(1, 20)
    )
    text = PLAIN_HEAD.replace("define_here", f"define word_0 means urgent\n{chain}")
    rules = "".join(
        f"  duty r_{n}\n    after each alarm\n    when word_{n}\n    clerk must visit\n" for n in (2, 19)
    )
    short, deep = loads(text + rules).generated_forms()
    assert (short.reason, deep.reason) == ("", "expression")
