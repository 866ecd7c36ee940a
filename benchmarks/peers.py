"""One case of ten rules, each yes or no: rule engines beside dutylang and plain Python.

Every engine gets the same records as plain dicts, with its rules compiled beforehand, and answers ten truths. All
answers are compared over some thousand records before anything is timed. dutylang says each rule as a prohibition,
and gives a finding with verdict, article, persons and evidence for each; what it answers counts as violated.
An engine that is not installed is left out and said to be.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from benchmarks.measure import load, print_table
from benchmarks.one_case import micros_of

Record = dict[str, object]
Judge = Callable[[Record], list[bool]]
COMPARED = 2_000
TIMED = 50

PYTHON = (
    "amount > 3000000",
    "amount > 1000000 and not secured",
    "score < 60",
    "(region == 'north' or region == 'east') and score < 70",
    "duration > 36",
    "overdue > 0 and rating == 'c'",
    "outstanding > amount",
    "secured and pledged < amount",
    "guarantors < 1 and not secured",
    "firm_age < 2 or staff < 5",
)
DUTY = (
    "amount > 3000000 CNY",
    "amount > 1000000 CNY and not secured",
    "score < 60",
    "region in north, east and score < 70",
    "duration > 36",
    "overdue > 0 and rating is c",
    "outstanding > amount",
    "secured and pledged < amount",
    "guarantors < 1 and not secured",
    "firm_age < 2 or staff < 5",
)
CLINGO = (
    "amount(X), X > 3000000",
    "amount(X), X > 1000000, secured(0)",
    "score(X), X < 60",
    "near, score(X), X < 70",
    "duration(X), X > 36",
    "overdue(X), X > 0, rating(c)",
    "outstanding(X), amount(Y), X > Y",
    "secured(1), pledged(X), amount(Y), X < Y",
    "guarantors(X), X < 1, secured(0)",
    "firm_age(X), X < 2|staff(X), X < 5",
)
"""The bodies of rules; `|` parts two rules with one head."""

POLICY = """policy ten_rules "Ten rules"
  version "1"
  in force from 2020-01-01
  calendar weekdays
  timezone "UTC"
  counting calendar_days
role officer
case loan
  amount money CNY
  outstanding money CNY
  pledged money CNY
  secured yes/no
  score number
  duration number
  overdue number
  guarantors number
  firm_age number
  staff number
  region one of north, east, south, west
  rating one of a, b, c
event sign
"""


def records(count: int, seed: int = 7) -> list[Record]:
    """So many invented records."""
    draw = random.Random(seed)
    return [
        {
            "amount": draw.randrange(1, 90) * 100_000,
            "outstanding": draw.randrange(1, 90) * 100_000,
            "pledged": draw.randrange(0, 90) * 100_000,
            "secured": draw.random() < 0.5,
            "score": draw.randrange(0, 101),
            "duration": draw.randrange(1, 61),
            "overdue": draw.randrange(-2, 3),
            "guarantors": draw.randrange(0, 3),
            "firm_age": draw.randrange(0, 12),
            "staff": draw.randrange(1, 40),
            "region": draw.choice(("north", "east", "south", "west")),
            "rating": draw.choice(("a", "b", "c")),
        }
        for _ in range(count)
    ]


# ---- the engines -------------------------------------------------------------------------------


def plain_python() -> Judge:
    """The rules as one Python function."""

    def judge(record: Record) -> list[bool]:
        amount: int = record["amount"]  # type: ignore[assignment]
        secured, score = record["secured"], record["score"]
        return [
            amount > 3_000_000,
            amount > 1_000_000 and not secured,
            score < 60,  # type: ignore[operator]
            record["region"] in ("north", "east") and score < 70,  # type: ignore[operator]
            record["duration"] > 36,  # type: ignore[operator]
            record["overdue"] > 0 and record["rating"] == "c",  # type: ignore[operator]
            record["outstanding"] > amount,  # type: ignore[operator]
            bool(secured and record["pledged"] < amount),  # type: ignore[operator]
            record["guarantors"] < 1 and not secured,  # type: ignore[operator]
            record["firm_age"] < 2 or record["staff"] < 5,  # type: ignore[operator]
        ]

    return judge


def zen_engine() -> Judge:
    """All rules in one compiled expression, which is several times faster than ten."""
    import zen

    program = zen.compile_expression("[" + ", ".join(PYTHON) + "]")
    return program.evaluate


def common_expression_language() -> Judge:
    """All rules in one compiled expression."""
    import cel

    text = ", ".join(PYTHON).replace(" and ", " && ").replace(" or ", " || ").replace("not ", "!")
    return cel.compile(f"[{text}]").execute


def cedar() -> Judge:
    """A permission for each rule; one request tells which of them apply."""
    import cedarpy

    names = (*records(1)[0],)
    bodies = [text.replace(" and ", " && ").replace(" or ", " || ").replace("not ", "!") for text in PYTHON]
    bodies = [_dotted(text.replace("'", '"'), names) for text in bodies]
    texts = [f"permit(principal, action, resource) when {{ {body} }};" for body in bodies]
    policies = cedarpy.PolicySet.from_str("\n".join(texts))
    places = [f"policy{n}" for n in range(len(bodies))]
    request = {"principal": 'U::"u"', "action": 'Action::"a"', "resource": 'R::"r"'}

    def judge(record: Record) -> list[bool]:
        found = cedarpy.is_authorized(request | {"context": record}, policies, [])
        reasons = set(found.diagnostics.reasons)
        return [place in reasons for place in places]

    return judge


def _dotted(text: str, names: Sequence[str]) -> str:
    import re

    return re.sub(r"(?<!\")\b(" + "|".join(names) + r")\b(?!\")", r"context.\1", text)


def rule_engine() -> Judge:
    """Ten compiled rules."""
    import rule_engine

    rules = [rule_engine.Rule(text.replace("'", '"')) for text in PYTHON]
    return lambda record: [rule.matches(record) for rule in rules]


def clingo() -> Judge:
    """A program of ten rules, grounded with the facts of each record."""
    import clingo

    heads = [f"r({n}) :- {part}." for n, body in enumerate(CLINGO) for part in body.split("|")]
    program = "\n".join([*heads, "near :- region(north). near :- region(east)."])
    numbers = [clingo.Function("r", [clingo.Number(n)]) for n in range(len(CLINGO))]

    def judge(record: Record) -> list[bool]:
        control = clingo.Control(["--warn=none"])
        facts = " ".join(
            f"{name}({int(value) if isinstance(value, bool) else value})." for name, value in record.items()
        )
        control.add("base", [], program + facts)
        control.ground([("base", [])])
        with control.solve(yield_=True) as handle:
            model = handle.model()
            assert model is not None
            return [model.contains(number) for number in numbers]

    return judge


def duty_policy() -> str:
    """The rules as prohibitions of signing."""
    rules = [
        f"article {n + 1}\n  prohibition r{n}\n    nobody may sign when {text}\n"
        for n, text in enumerate(DUTY)
    ]
    return POLICY + "".join(rules)


def case_of(record: Mapping[str, object]) -> Mapping[str, object]:
    """A record as a case document with one act."""
    money = ("amount", "outstanding", "pledged")
    fields = {name: f"{value} CNY" if name in money else value for name, value in record.items()}
    return {
        "id": "L-1",
        "fields": fields,
        "events": [{"type": "sign", "at": "2024-03-04T09:10:00", "by": "Lu", "as": "officer"}],
        "complete": ["sign"],
    }


ENGINES: Mapping[str, tuple[str, Callable[[], Judge]]] = {
    "Python by hand": ("", plain_python),
    "zen-engine": ("zen-engine", zen_engine),
    "CEL (Rust)": ("common-expression-language", common_expression_language),
    "Cedar": ("cedarpy", cedar),
    "rule-engine": ("rule-engine", rule_engine),
    "clingo": ("clingo", clingo),
}


def installed() -> tuple[dict[str, Judge], list[str]]:
    """The engines that are there, and the names of those that are not."""
    found: dict[str, Judge] = {}
    missing = []
    for name, (_, make) in ENGINES.items():
        try:
            found[name] = make()
        except ImportError:
            missing.append(name)
    return found, missing


def main() -> None:
    """Compares, times and prints."""
    import datetime as dt

    import dutylang

    cases = records(COMPARED)
    expected = [plain_python()(record) for record in cases]
    rows: list[list[object]] = []
    judges, missing = installed()
    policy = dutylang.loads(duty_policy(), "ten_rules.duty")
    as_of = dt.date(2024, 9, 30)
    prepared = [policy.prepare(case_of(record)) for record in cases]
    told = [
        [str(finding.verdict.value) == "violated" for finding in policy.assess(case, as_of).rows]
        for case in prepared
    ]
    for name, judge in judges.items():
        same = [list(map(bool, judge(record))) for record in cases] == expected
        micros = micros_of(lambda: [judge(record) for record in cases[:TIMED]], rounds=7) / TIMED  # noqa: B023
        rows.append([name, micros, micros / 10, "equal" if same else "differ: DOES NOT COUNT"])
    same = told == expected
    said = "equal" if same else "differ: DOES NOT COUNT"
    documents = [case_of(record) for record in cases[:TIMED]]
    runs: dict[str, Callable[[], object]] = {
        "dutylang, prepared case": lambda: [policy.assess(case, as_of) for case in prepared[:TIMED]],
        "dutylang, document read too": lambda: [policy.assess(case, as_of) for case in documents],
    }
    for name, run in runs.items():
        micros = micros_of(run, rounds=7) / TIMED
        rows.append([name, micros, micros / 10, said])
    print(f"Ten rules on one record; answers compared on {COMPARED:,}; load of the machine {load()}.\n")
    print_table(["engine", "µs a case", "µs a rule", "answers"], rows)
    for name in missing:
        print(f"{name} is not installed ({ENGINES[name][0]}).")
