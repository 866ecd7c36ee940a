"""Every key that an evaluator gives has its sentence in every tongue: keys are collected from the source."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from dutylang.assessment import figures, model, persons
from dutylang.assessment.leaves import LeafKind
from dutylang.assessment.model import Flag, Verdict
from dutylang.diagnostics import catalogue
from dutylang.ops.meanings import PROBLEMS
from tests.house.tree import PACKAGE

KEY = re.compile(r"[a-z]+(?:_[a-z]+)*")
ON_PERSONS = PACKAGE / "assessment" / "accountability"
FINDINGS_ON_BODIES = ON_PERSONS / "periods.py"
SOURCES = sorted((PACKAGE / "assessment").rglob("*.py"))
OF_FINDINGS = [path for path in SOURCES if ON_PERSONS not in path.parents or path == FINDINGS_ON_BODIES]
OF_PERSONS = [path for path in SOURCES if path not in OF_FINDINGS]
WHYS_OF_FIGURES = (figures.FigureValue.__doc__ or "").partition("reason:")[2].partition(". `cases`")[0]
CHECKLISTS = PACKAGE / "assessment" / "single" / "checklists.py"


def trees(sources: Iterable[Path] = SOURCES) -> Iterator[ast.AST]:
    for path in sources:
        yield ast.parse(path.read_text(encoding="utf-8"))


def texts(node: ast.AST | None) -> set[str]:
    """The texts that an expression may be: of a choice, each side."""
    match node:
        case ast.Constant(value=str(text)):
            return {text} if KEY.fullmatch(text) else set()
        case ast.IfExp():
            return texts(node.body) | texts(node.orelse)
        case ast.BoolOp():
            return {text for value in node.values for text in texts(value)}
        case _:
            return set()


def calls(*names: str, sources: Iterable[Path] = SOURCES) -> Iterator[ast.Call]:
    for tree in trees(sources):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in names:
                yield node


def assigned(name: str, sources: Iterable[Path] = SOURCES) -> set[str]:
    """What is assigned to variables of a name, alone or together with others."""
    found = set()
    for tree in trees(sources):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Assign):
                continue
            for target in node.targets:
                if ast.unparse(target) == name:
                    found |= texts(node.value)
                elif isinstance(target, ast.Tuple):
                    places = [place for place, part in enumerate(target.elts) if ast.unparse(part) == name]
                    found |= {text for place in places for text in parts(node.value, place)}
    return found


def parts(node: ast.AST, place: int) -> set[str]:
    """The texts at a place of a tuple, of a choice in each of its sides."""
    match node:
        case ast.IfExp():
            return parts(node.body, place) | parts(node.orelse, place)
        case ast.Tuple():
            return texts(node.elts[place])
        case _:
            return set()


def named(call: ast.Call, name: str) -> set[str]:
    return {text for word in call.keywords if word.arg == name for text in texts(word.value)}


def reasons() -> set[str]:
    found = set()
    for call in calls("Outcome", "Finding", sources=OF_FINDINGS):
        found |= (texts(call.args[1]) if len(call.args) > 1 else set()) | named(call, "reason")
    for call in calls("evolve", sources=OF_FINDINGS):
        found |= named(call, "reason")
    for call in calls("clean", sources=OF_FINDINGS):
        found |= texts(call.args[0])
    return found | (assigned("reason", OF_FINDINGS) - whys())


def grounds() -> set[str]:
    """The reasons of results on persons: those that are given, and those that the model promises."""
    told = (persons.PersonResult.__doc__ or "").partition("`reason_args`:")[2].partition("`handover`")[0]
    promised = re.findall(r"`(\w+)`", told)
    found = {
        text for call in calls("evolve", "PersonResult", sources=OF_PERSONS) for text in named(call, "reason")
    }
    return found | assigned("reason", OF_PERSONS) | set(promised) - {"persons"}


def whys() -> set[str]:
    found = set(PROBLEMS)
    for call in calls("Leaf"):
        found |= (texts(call.args[3]) if len(call.args) > 3 else set()) | named(call, "why")
    return found | assigned("why")


def misses() -> set[str]:
    """Those that the evaluators give, and those that the model promises."""
    promised = re.findall(r"`(\w+)`", model.NearMiss.__doc__ or "")
    given = {text for call in calls("NearMiss") if len(call.args) > 1 for text in texts(call.args[1])}
    candidates = {text for call in calls("Candidate") if len(call.args) > 2 for text in texts(call.args[2])}
    return set(promised) | given | candidates


def lacks() -> set[str]:
    """What a document of a checklist may lack: the texts that its judges return."""
    tree = ast.parse(CHECKLISTS.read_text(encoding="utf-8"))
    returned = {
        text
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and function.name in ("_fault", "_verification")
        for node in ast.walk(function)
        if isinstance(node, ast.Return)
        for text in texts(node.value)
    }
    return returned | {"missing"}


def missing(section: str, keys: set[str], tongue: str) -> set[str]:
    words = catalogue.words(tongue)
    return {key for key in keys if f"{section}.{key}" not in words}


@pytest.mark.parametrize("tongue", catalogue.tongues())
@pytest.mark.parametrize(
    ("section", "keys", "least"),
    [
        ("reason", reasons(), 50),
        ("why", whys(), 10),
        ("near_miss", misses(), 11),
        ("lacking", lacks(), 6),
        ("leaf", {kind.value for kind in LeafKind}, 10),
        ("verdict", {verdict.value for verdict in Verdict}, 8),
        ("flag", {flag.value for flag in Flag}, 9),
        ("flagged", {flag.value for flag in Flag}, 9),
        ("ground", grounds(), 8),
        ("result", {each.value for each in persons.Result}, 6),
        ("exempted", {each.value for each in persons.ExemptionState}, 7),
        ("exemption_state", {each.value for each in persons.ExemptionState}, 7),
        ("escalation_state", {each.value for each in persons.EscalationState}, 6),
        ("changed", {each.value for each in persons.ChangeKind}, 4),
        ("book_why", set(re.findall(r"`(\w+)`", WHYS_OF_FIGURES)), 5),
    ],
)
def test_every_key_has_words(section: str, keys: set[str], least: int, tongue: str):
    assert len(keys) >= least, "the collector has lost sight of the source"
    assert missing(section, keys, tongue) == set()


def test_no_reason_has_words_that_nothing_gives():
    known = {key.removeprefix("reason.") for key in catalogue.words("en") if key.startswith("reason.")}
    assert known - reasons() - {"done_late_somehow"} == set()
