"""Words written out of habit lead to keywords, and are none themselves."""

import pytest

from dutylang.syntax.habits import CONFUSED, CURRENCIES, HABITS, SIMPLIFIED
from dutylang.syntax.lexicon import lexicon, tongues

JOINED = {"after each", "in force from"}
"""Keywords that are written one after the other."""


@pytest.mark.parametrize("tongue", tongues())
def test_habits_lead_to_keywords(tongue: str) -> None:
    words = lexicon(tongue).meanings
    assert not [habit for habit in HABITS[tongue] if habit in words]
    meant = {keyword for keywords in HABITS[tongue].values() for keyword in keywords}
    assert meant - words.keys() <= JOINED


@pytest.mark.parametrize("tongue", tongues())
def test_confused_words_are_signs_or_keywords(tongue: str) -> None:
    words = lexicon(tongue).meanings.keys() | {"=", ",", "、", "after each"} | {"以前", "less than"}
    for written, keywords in CONFUSED[tongue].items():
        assert {written, *keywords} <= words


def test_currencies_are_codes() -> None:
    assert all(len(code) == 3 and code.isupper() for code in CURRENCIES.values())
    assert "CNY" not in CURRENCIES


def test_simplified_characters_are_others() -> None:
    assert "義務條應當".translate(SIMPLIFIED) == "义务条应当"
    assert all(chr(traditional) != simple for traditional, simple in SIMPLIFIED.items())
