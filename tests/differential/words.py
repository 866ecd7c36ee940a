"""The vocabulary of generated policies: small, so that rules and cases meet; only what is named is declared."""

from __future__ import annotations

import datetime as dt
import re

EVENTS = ("alarm", "visit", "report", "issue", "release", "grant")
NOISE = "noise"
"""An event that no rule asks for."""
ROLES = ("clerk", "head", "chief")
BODIES = ("board", "council")
GRADES = ("note", "warning", "demerit")
DEGREES = ("principal", "joint", "supervisor")
KINDS = ("assessment", "economic", "disciplinary")
PAPERS = ("licence", "statements", "mandate")

ATTRIBUTES = {
    "alarm": ("site", "severe", "level", "sum"),
    "visit": ("site", "written", "level", "covers"),
    "report": ("site", "written", "covers"),
    "issue": ("sum", "level"),
    "release": (),
    "grant": ("site",),
    NOISE: (),
}
TYPES = {
    "site": "text",
    "severe": "yes/no",
    "written": "yes/no",
    "level": "number",
    "sum": "money CNY",
    "covers": "set of one of funds, progress",
}
FIELDS = {
    "amount": "money CNY",
    "balance": "tracked money CNY",
    "rate": "percent",
    "score": "number",
    "parts": "number",
    "opened_on": "date",
    "signed_at": "date and time",
    "term_left": "period",
    "city": "text",
    "tags": "set of one of red, green, blue",
    "urgent": "yes/no",
    "group": "optional text",
    "product": "one of loan, bill",
    "rating": "tracked one of good, poor",
    "cover": "tracked percent",
    "frozen": "tracked yes/no",
    "bad": "yes/no",
    "pledges": "list of pledge",
    "main": "single pledge",
    "customer": "single customer",
}
CUSTOMER = {"net": "money CNY", "weak": "tracked yes/no", "parent": "optional single customer"}
PLEDGE = {"worth": "money CNY", "checked": "yes/no", "made": "date"}


def declarations(body: str, base: dt.date) -> str:
    """The declarations of all that a text of rules names, and of what these declarations name."""
    wanted = _words(body) | {NOISE}
    lines = _lines(base)
    chosen: dict[str, str] = {}
    while fresh := [key for key, text in lines.items() if key not in chosen and _asks(key, wanted)]:
        for key in fresh:
            chosen[key] = lines[key]
            wanted |= _words(lines[key])
    return "".join(lines[key] for key in lines if key in chosen)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _asks(key: str, wanted: set[str]) -> bool:
    return (key.startswith("+") and _shape(key, wanted)) or any(name in wanted for name in key.split())


def _shape(key: str, wanted: set[str]) -> bool:
    """A heading stands when any of the lines below it does: `deal` always, for every case is one."""
    below = {
        "+deal": {"deal", *FIELDS},
        "+customer": {"customer", "applies", *CUSTOMER},
        "+pledge": {"pledge", *PLEDGE},
    }
    return key == "+deal" or bool(below[key] & wanted)


def _lines(base: dt.date) -> dict[str, str]:
    """Every declaration by the names that ask for it, in the order of a text."""
    lines = {
        "clerk": "role clerk reports to head\n",
        "head": "role head reports to chief\n",
        "chief": "role chief\n",
        "board": "role board body reports to council\n",
        "council": "role council body\n",
        "+deal": "case deal\n",
    }
    lines |= {name: f"  {name} {kind}\n" for name, kind in FIELDS.items()}
    lines |= {"+customer": "case customer\n"}
    lines |= {name: f"  {name} {kind}\n" for name, kind in CUSTOMER.items()}
    lines |= {"+pledge": "record pledge\n"}
    lines |= {name: f"  {name} {kind}\n" for name, kind in PLEDGE.items()}
    for event, attributes in ATTRIBUTES.items():
        lines[event] = f"event {event}\n" + "".join(f"  {each} {TYPES[each]}\n" for each in attributes)
    lines |= {name: f"term {name}\n" for name in (*DEGREES, "high", "low", "grave")}
    lines["note warning demerit"] = f"grades {', '.join(GRADES)}\n"
    lines |= {
        "negligent": "judgement negligent by board, council\n",
        "fair": "judgement fair by chief within 5 days after alarm on report\n",
        "soon": "parameter soon = 3 working days house default\n",
        "later_on": "parameter later_on = 6 days\n",
        "big_sum": f"parameter big_sum = 100 CNY in force from 2024-01-01 until {base + dt.timedelta(6)}\n"
        f"parameter big_sum = 300 CNY in force from {base + dt.timedelta(7)}\n",
        "many": "parameter many = 2 house default\n",
        "big": "define big means amount > big_sum\n",
        "covered": "define covered means total worth of checked pledges >= 120% of balance\n",
        "sound": "define sound of pledge means checked and worth > 50 CNY\n",
        "heavy": "define heavy of alarm means severe or level > many\n",
        "double": "define double means amount * 2\n",
    }
    return lines
