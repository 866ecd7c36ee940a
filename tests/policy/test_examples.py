"""Every code of the checker has an example that causes it, in each tongue, and words that render."""

import tomllib

import pytest

from dutylang.diagnostics import Severity, catalogue
from dutylang.diagnostics.render import render
from dutylang.source import Source
from tests.policy.texts import Checked, below_head, checked_source

SECTIONS = {
    tongue: tomllib.loads((catalogue.MESSAGES / tongue / "policy.toml").read_text(encoding="utf-8"))
    for tongue in ("en", "zh")
}
CODES = [name for name in SECTIONS["en"] if len(name) == 4 and name[1:].isdigit()]
CASES = [(code, tongue) for code in CODES for tongue in ("en", "zh")]
# The heads of these examples are what they are about.
HEADLESS = ("N004", "N006", "N009", "N010")


def example(code: str, tongue: str) -> Checked:
    """The example as `duty rule` shows it, below the declarations that it takes for granted."""
    text = SECTIONS[tongue][code]["example"]
    whole = code in HEADLESS or (code == "N012")
    source = Source("test.duty", text) if whole else below_head(text, tongue)
    return checked_source(source)


@pytest.mark.parametrize(("code", "tongue"), CASES)
def test_the_example_causes_its_code(code: str, tongue: str):
    found = example(code, tongue)
    assert code in [each.code for each in found.problems], (found.syntax, found.problems)


@pytest.mark.parametrize(("code", "tongue"), CASES)
def test_the_example_causes_nothing_worse(code: str, tongue: str):
    found = example(code, tongue)
    others = {each.code for each in found.problems if each.severity is Severity.ERROR} - {code}
    assert others == set()
    # The parser of Chinese has to say at once that a name is unknown; the checker says more about it.
    places = {each.span for each in found.problems}
    assert [each for each in found.syntax if each.code != "S062" or each.span not in places] == []


@pytest.mark.parametrize(("code", "tongue"), CASES)
def test_the_words_render_in_both_tongues(code: str, tongue: str):
    found = example(code, tongue)
    for diagnostic in found.problems:
        for reader in ("en", "zh"):
            text = render(diagnostic, {found.source.name: found.source}, reader)
            assert diagnostic.code in text
            words = "\n".join(line for line in text.splitlines() if "|" not in line)
            assert "{" not in words, words
            assert "None" not in words, words


@pytest.mark.parametrize("code", CODES)
def test_an_error_stops_the_policy(code: str):
    found = example(code, "en")
    errors = [each for each in found.problems if each.severity is Severity.ERROR]
    assert (found.policy is None) == bool(errors)


@pytest.mark.parametrize(("code", "tongue"), CASES)
def test_the_place_lies_in_the_text(code: str, tongue: str):
    found = example(code, tongue)
    for diagnostic in found.problems:
        span = diagnostic.span
        assert found.source.position(span.start) == (span.line, span.column)
        assert 0 <= span.start <= span.end <= len(found.source.text)
