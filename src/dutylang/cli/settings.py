"""What a user sets on the command line → parameters, calendars and moments, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dutylang.cli.opening import near_name
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from dutylang.assessment.model import Horizon
    from dutylang.pipeline import Loaded
    from dutylang.policy.typed import Const

Diagnostics = tuple[Diagnostic, ...]


def horizon_from_options(
    as_of: str, known_at: str | None, loaded: Loaded
) -> tuple[Horizon | None, Diagnostics]:
    """The moment an audit speaks of."""
    from dutylang.assessment.model import Horizon
    from dutylang.pipeline import horizon_from_text, horizon_problems

    found, problems = [], []
    for name, text in (("--as-of", as_of), ("--known-at", known_at)):
        horizon = horizon_from_text(text, loaded) if text is not None else None
        if text is not None and horizon is None:
            problems.append(Diagnostic("G017", NOWHERE, {"option": name, "text": text}))
        found.append(horizon.as_of if horizon is not None else None)
    if problems or found[0] is None:
        return None, tuple(problems)
    chosen = Horizon(found[0], found[1])
    return chosen, horizon_problems(loaded, chosen)


def parameters_from_options(settings: Sequence[str], loaded: Loaded) -> tuple[dict[str, Const], Diagnostics]:
    """`report_within=2 working days` → the parameter's value; names may be labels of any tongue."""
    from dutylang.cases.document import reading_of
    from dutylang.cases.faults import Faults, Place
    from dutylang.cases.fields import FAULTY, value_from_raw
    from dutylang.cases.lookup import lookup_from_vocabulary
    from dutylang.pipeline import zone_of
    from dutylang.policy.typed import Const

    vocabulary = loaded.policy.vocabulary
    by_text = names_by_text(list(vocabulary.parameters), vocabulary.labels)
    found: dict[str, Const] = {}
    problems: list[Diagnostic] = []
    for setting in settings:
        text, sign, raw = setting.partition("=")
        name = by_text.get(text.strip())
        if not sign or name is None:
            problems.append(_unset(setting, text.strip() if sign else None, list(by_text)))
            continue
        reading = reading_of(
            lookup_from_vocabulary(vocabulary), zone_of(loaded), Faults(Place(f"--set {text.strip()}"))
        )
        kind = vocabulary.parameters[name].type
        value = value_from_raw(raw.strip(), kind, (), reading)
        problems += reading.faults.told()
        if value is not FAULTY:
            found[name] = Const(value, kind)
    return found, tuple(problems)


def _unset(setting: str, name: str | None, known: list[str]) -> Diagnostic:
    if name is None:
        return Diagnostic("G019", NOWHERE, {"text": setting})
    near = near_name(name, known)
    help_name = "near" if near else "known" if known else "none"
    return Diagnostic("G018", NOWHERE, {"name": name, "near": near, "known": known}, help=help_name)


def names_by_text(names: Sequence[str], labels: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Each name by all that it is called: itself and its labels."""
    found = {label: name for name in names for label in labels.get(name, {}).values()}
    return found | {name: name for name in names}


def stops(problems: Diagnostics) -> bool:
    """Whether an error is among them."""
    return any(problem.severity is Severity.ERROR for problem in problems)
