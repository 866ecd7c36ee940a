"""The catalogue finds words by key and tongue, and falls back to English rather than to nothing."""

from pathlib import Path

import pytest

from dutylang.diagnostics import catalogue

ENGLISH = """
[N001]
message = "no {kind} is called `{name}`"
help = "declare it"
explain = "Every name is declared."
example = "after arivel"
[N001.helps]
near = "did you mean `{near}`?"
[N001.labels]
here = "declared here"
[verdict]
satisfied = "satisfied"
late = "late"
"""
CHINESE = """
[N001]
message = "没有名为“{name}”的{kind}"
help = "请先声明"
[verdict]
satisfied = "已履行"
"""


@pytest.fixture
def small_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for tongue, words in (("en", ENGLISH), ("zh", CHINESE)):
        (tmp_path / tongue).mkdir()
        (tmp_path / tongue / "names.toml").write_text(words, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    monkeypatch.setattr(catalogue, "MESSAGES", tmp_path)
    caches = (catalogue.tongues, catalogue.words, catalogue.codes, catalogue.entry)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


@pytest.mark.usefixtures("small_catalogue")
class TestSmallCatalogue:
    def test_tongues_with_words_english_first(self):
        assert catalogue.tongues() == ("en", "zh")

    def test_codes_are_the_tables_named_by_a_code(self):
        assert catalogue.codes() == ("N001",)

    def test_an_entry_has_all_parts(self):
        entry = catalogue.entry("N001", "en")
        assert entry is not None
        assert entry.message == "no {kind} is called `{name}`"
        assert entry.help == "declare it"
        assert dict(entry.helps) == {"near": "did you mean `{near}`?"}
        assert entry.explain == "Every name is declared."
        assert entry.example == "after arivel"

    def test_a_part_that_a_tongue_lacks_is_in_english(self):
        entry = catalogue.entry("N001", "zh")
        assert entry is not None
        assert (entry.help, entry.explain) == ("请先声明", "Every name is declared.")

    def test_an_unknown_code_has_no_entry(self):
        assert catalogue.entry("N999") is None

    def test_general_words_by_dotted_key(self):
        assert catalogue.text("verdict.satisfied", "zh") == "已履行"
        assert catalogue.text("verdict.late", "zh") == "late"
        assert catalogue.text("verdict.satisfied", "fr") == "satisfied"

    def test_an_unknown_key_is_its_own_text(self):
        assert catalogue.text("verdict.odd", "zh") == "verdict.odd"
        assert catalogue.find("verdict.odd") is None

    def test_arguments_may_be_called_anything(self):
        assert catalogue.text("N001.message", "en", kind="event", name="x", key=1) == "no event is called `x`"
