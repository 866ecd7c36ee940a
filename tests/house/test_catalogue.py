"""Every diagnostic has its words in every tongue, and the tongues say the same things."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from dutylang.diagnostics import catalogue, shown
from tests.house.tree import PACKAGE, name_of

pytestmark = pytest.mark.no_cover
OTHER_TONGUES = [tongue for tongue in catalogue.tongues() if tongue != "en"]
CODE = re.compile(r"[A-Z]\d{3}")
SHOWN_AS_IT_STANDS = ("explain", "example")


def filled_keys(tongue: str) -> list[str]:
    return [key for key in catalogue.words(tongue) if key.split(".")[-1] not in SHOWN_AS_IT_STANDS]


@cache
def nodes_in_source() -> tuple[tuple[str, ast.AST], ...]:
    return tuple(
        (f"{name_of(path)}:{getattr(node, 'lineno', 0)}", node)
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant | ast.Call)
    )


def codes_in_source() -> dict[str, str]:
    return {
        node.value: place
        for place, node in nodes_in_source()
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value)
    }


def constants(call: ast.Call) -> tuple[list[object], dict[str | None, object]]:
    """The arguments of a call that are written out; None for those that are computed."""
    positional = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args]
    named = {word.arg: word.value.value for word in call.keywords if isinstance(word.value, ast.Constant)}
    return positional, named


def calls_in_source(name: str) -> Iterator[tuple[str, list[object], dict[str | None, object]]]:
    for place, node in nodes_in_source():
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name:
            yield place, *constants(node)


def test_english_and_chinese_have_words():
    assert set(catalogue.tongues()) >= {"en", "zh"}


@pytest.mark.parametrize("tongue", OTHER_TONGUES)
def test_tongues_have_the_same_sections(tongue: str):
    assert list(catalogue.sections(tongue)) == list(catalogue.sections("en"))


@pytest.mark.parametrize("tongue", OTHER_TONGUES)
def test_tongues_have_the_same_keys_section_by_section(tongue: str):
    theirs, english = catalogue.sections(tongue), catalogue.sections("en")
    for name, tables in english.items():
        assert set(catalogue.flattened(theirs[name])) == set(catalogue.flattened(tables)), name


@pytest.mark.parametrize("tongue", OTHER_TONGUES)
def test_tongues_name_the_same_arguments(tongue: str):
    different = {
        key: (sorted(shown.placeholders(catalogue.raw(key, "en"))), sorted(shown.placeholders(theirs)))
        for key, theirs in catalogue.words(tongue).items()
        if key.split(".")[-1] not in SHOWN_AS_IT_STANDS
        and shown.placeholders(catalogue.raw(key, "en")) != shown.placeholders(theirs)
    }
    assert different == {}


@pytest.mark.parametrize("tongue", catalogue.tongues())
def test_no_key_is_defined_twice(tongue: str):
    keys = Counter(
        key for tables in catalogue.sections(tongue).values() for key in catalogue.flattened(tables)
    )
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("tongue", catalogue.tongues())
def test_braces_hold_nothing_but_names(tongue: str):
    broken = {
        key: catalogue.raw(key, tongue)
        for key in filled_keys(tongue)
        if shown.leftover_braces(catalogue.raw(key, tongue))
    }
    assert broken == {}


@pytest.mark.parametrize("tongue", catalogue.tongues())
def test_every_code_has_a_message_an_explanation_and_an_example(tongue: str):
    words = catalogue.words(tongue)
    missing = [
        f"{code}.{part}"
        for code in catalogue.codes()
        for part in ("message", "explain", "example")
        if not words.get(f"{code}.{part}", "").strip()
    ]
    assert missing == []


@pytest.mark.parametrize("tongue", catalogue.tongues())
def test_messages_are_one_line_and_open_in_lower_case(tongue: str):
    messages = {code: catalogue.raw(f"{code}.message", tongue) for code in catalogue.codes()}
    assert [code for code, text in messages.items() if "\n" in text or re.match(r"[A-Z][a-z]", text)] == []


def test_every_code_in_the_source_has_words():
    assert {code: place for code, place in codes_in_source().items() if code not in catalogue.codes()} == {}


def test_every_named_help_has_words():
    missing = {}
    for place, positional, named in calls_in_source("Diagnostic"):
        code = positional[0] if positional else named.get("code")
        if code and named.get("help") and catalogue.find(f"{code}.helps.{named['help']}") is None:
            missing[place] = f"{code}.helps.{named['help']}"
    assert missing == {}


def test_every_label_has_words():
    known = set(catalogue.words("en"))
    known |= {key.partition(".")[2] for key in known if CODE.fullmatch(key.partition(".")[0])}
    missing = {}
    for place, positional, named in calls_in_source("Label"):
        key = positional[1] if len(positional) > 1 else named.get("message")
        if key and key not in known:
            missing[place] = key
    assert missing == {}


def test_every_code_with_words_is_used():
    assert set(catalogue.codes()) - set(codes_in_source()) == set()
