"""Reports and scenarios say verdicts and results in the same words: those that the lexicon prints."""

import tomllib

import pytest

from dutylang.assessment.model import Flag, Verdict
from dutylang.assessment.persons import Result
from dutylang.diagnostics import catalogue
from dutylang.shipped import grammar_dir


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_words_are_those_of_scenarios(tongue: str):
    path = grammar_dir() / "lexicon" / f"{tongue}.toml"
    lexicon = tomllib.loads(path.read_text(encoding="utf-8"))
    spelled = lexicon["values"]
    keywords = {key: words[0] for key, words in lexicon["words"].items()}
    for verdict in Verdict:
        assert (
            catalogue.raw(f"verdict.{verdict.value}", tongue)
            == spelled["VERDICT"].get(verdict.value, [keywords["UNKNOWN"]])[0]
        )
    for result in Result:
        word = catalogue.raw(f"result.{result.value}", tongue)
        if result is Result.LIABLE:
            assert word == keywords["LIABLE"]
        elif result.value in spelled["RESULT"]:
            assert word == spelled["RESULT"][result.value][0]
    for name, words in spelled["FLAG"].items():
        if name in {flag.value for flag in Flag}:
            assert catalogue.raw(f"flag.{name}", tongue) == words[0]
