"""A diagnostic on screen: what is wrong, where, what would help, and a caret under the right characters."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from dutylang.diagnostics import Diagnostic, Fix, Label, Severity, catalogue
from dutylang.diagnostics.render import WIDEST_LINE, render, to_json
from dutylang.source import NOWHERE, Source, Span

WORDS = {
    "en": {
        "N901.message": "no event is called `{name}`",
        "N901.help": "declare it with `event {name}`",
        "N901.helps.near": "did you mean `{near}`?",
        "N901.labels.near": "`{near}` is declared here",
    },
    "zh": {
        "N901.message": "没有名为“{name}”的事件",
        "N901.help": "请用“事件 {name}”声明",
        "N901.helps.near": "是否指“{near}”？",
        "N901.labels.near": "“{near}”在此声明",
    },
}


@pytest.fixture(autouse=True, scope="module")
def words():
    real = catalogue.words
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "words", lambda tongue: {**real(tongue), **WORDS.get(tongue, {})})
        yield


def span_of(source: Source, part: str) -> Span:
    start = source.text.index(part)
    line, column = source.position(start)
    return Span(source.name, start, start + len(part), line, column)


ENGLISH = Source("policy.duty", "event visit_site\n\nduty d\n  manager must visit_sit within 3 days\n")
CHINESE = Source("制度.duty", "义务 监测\n\t客户经理必须实地考查，三日内。\n")


def misspelt(**changes: object) -> Diagnostic:
    settings: dict[str, object] = {
        "code": "N901",
        "span": Span("policy.duty", 40, 49, 4, 16),
        "args": {"name": "visit_sit", "near": "visit_site"},
        **changes,
    }
    return Diagnostic(**settings)  # type: ignore[arg-type]


def test_message_place_caret_label_help_and_fix():
    diagnostic = misspelt(
        labels=(Label(span_of(ENGLISH, "visit_site"), "labels.near"),),
        help="near",
        fix=Fix(Span("policy.duty", 40, 49, 4, 16), "visit_site"),
    )
    assert render(diagnostic, {"policy.duty": ENGLISH}, "en", False) == (
        "error[N901]: no event is called `visit_sit`\n"
        " --> policy.duty:4:16\n"
        "  |\n"
        "4 |   manager must visit_sit within 3 days\n"
        "  |                ^^^^^^^^^\n"
        "  = note: `visit_site` is declared here\n"
        " ::: policy.duty:1:7\n"
        "  |\n"
        "1 | event visit_site\n"
        "  |       ----------\n"
        "  = help: did you mean `visit_site`?\n"
        "  = fix: replace `visit_sit` by `visit_site`"
    )


def test_in_chinese_the_caret_stands_under_wide_characters():
    diagnostic = Diagnostic("N901", span_of(CHINESE, "实地考查"), {"name": "实地考查"})
    assert render(diagnostic, {"制度.duty": CHINESE}, "zh", False) == (
        "错误[N901]：没有名为“实地考查”的事件\n"
        " --> 制度.duty:2:8\n"
        "  |\n"
        "2 |     客户经理必须实地考查，三日内。\n"
        "  |                 ^^^^^^^^\n"
        "  = 提示：请用“事件 实地考查”声明"
    )


@pytest.mark.parametrize(
    ("severity", "tongue", "word"),
    [
        (Severity.WARNING, "en", "warning[N901]: "),
        (Severity.NOTE, "en", "note[N901]: "),
        (Severity.WARNING, "zh", "警告[N901]："),
        (Severity.NOTE, "zh", "说明[N901]："),
    ],
)
def test_the_severity_has_its_word(severity: Severity, tongue: str, word: str):
    assert render(misspelt(severity=severity), {}, tongue, False).startswith(word)


def test_colour_changes_nothing_but_colour():
    diagnostic = misspelt(labels=(Label(span_of(ENGLISH, "duty"), "labels.near"),), help="near")
    sources = {"policy.duty": ENGLISH}
    coloured = render(diagnostic, sources, "en", True)
    plain = render(diagnostic, sources, "en", False)
    assert "\x1b[1;31merror" in coloured
    assert "\x1b" not in plain
    for code in ("\x1b[0m", "\x1b[1m", "\x1b[1;31m", "\x1b[1;32m", "\x1b[1;34m"):
        coloured = coloured.replace(code, "")
    assert coloured == plain


def test_a_place_in_a_text_that_is_not_at_hand_is_named():
    fix = Fix(Span("case.json", 3, 5, 7, 2), "2024-05-06")
    shown = render(Diagnostic("N901", Span("case.json", 3, 5, 7, 2), {"name": "x"}, fix=fix), {}, "en", False)
    assert shown.splitlines()[1] == " --> case.json:7:2"
    assert shown.splitlines()[-1] == "  = fix: write `2024-05-06`"


def test_nowhere_is_not_a_place():
    diagnostic = Diagnostic(
        "N901", NOWHERE, {"name": "x"}, labels=(Label(NOWHERE, "labels.near", {"near": "y"}),)
    )
    assert render(diagnostic, {}, "en", False).splitlines() == [
        "error[N901]: no event is called `x`",
        "  = note: `y` is declared here",
        "  = help: declare it with `event x`",
    ]
    assert to_json(diagnostic)["span"] is None


def test_a_label_on_the_same_line_repeats_no_place():
    diagnostic = misspelt(labels=(Label(span_of(ENGLISH, "within"), "labels.near"),))
    shown = render(diagnostic, {"policy.duty": ENGLISH}, "en", False)
    assert ":::" not in shown
    assert "  |                          ------" in shown.splitlines()


def test_a_label_in_another_text_names_it():
    vocabulary = Source("vocabulary.duty", "event visit_site\n")
    diagnostic = misspelt(labels=(Label(span_of(vocabulary, "visit_site"), "labels.near"),))
    shown = render(diagnostic, {"policy.duty": ENGLISH, "vocabulary.duty": vocabulary}, "en", False)
    assert " --> vocabulary.duty:1:7" in shown.splitlines()


def test_a_span_over_several_lines_shows_the_first():
    start = ENGLISH.text.index("duty d")
    diagnostic = misspelt(span=Span("policy.duty", start, start + 20, 3, 1))
    assert render(diagnostic, {"policy.duty": ENGLISH}, "en", False).splitlines()[3:5] == [
        "3 | duty d",
        "  | ^^^^^^…",
    ]


def test_a_place_after_the_last_character_has_a_caret():
    diagnostic = misspelt(span=Span("policy.duty", 16, 16, 1, 17))
    assert render(diagnostic, {"policy.duty": ENGLISH}, "en", False).splitlines()[4] == "  |" + " " * 17 + "^"


def test_control_characters_in_a_source_line_are_seen_not_obeyed():
    source = Source("x\x1b.duty", "role \x1b[2Jx\u202e y\n")
    shown = render(
        Diagnostic("N901", span_of(source, "y"), {"name": "y"}), {source.name: source}, "en", False
    )
    assert shown.splitlines()[1:] == [
        " --> x␛.duty:1:13",
        "  |",
        "1 | role ␛[2Jx<U+202E> y",
        "  |                    ^",
        "  = help: declare it with `event y`",
    ]


def test_a_very_long_line_is_cut_around_the_caret():
    source = Source("long.duty", "a" * 5_000 + "错" + "b" * 5_000)
    lines = render(
        Diagnostic("N901", span_of(source, "错"), {"name": "x"}), {source.name: source}
    ).splitlines()
    assert max(wcswidth(line) for line in lines[3:5]) <= WIDEST_LINE + 8
    text, carets = lines[3], lines[4]
    before = text[: text.index("错")]
    assert carets.index("^") == wcswidth(before)
    assert carets.count("^") == 2
    assert text.endswith("…")
    assert "…a" in text


@pytest.mark.parametrize(
    ("start", "end", "text", "words"),
    [
        (16, 16, ' "site visit"', 'insert `"site visit"`'),
        (0, 6, "", "remove `event`"),
        (0, 5, "role", "replace `event` by `role`"),
        (0, 5, "x" * 200, "replace `event` by `" + "x" * 60 + "…`"),
    ],
)
def test_the_fix_is_said_in_a_line(start: int, end: int, text: str, words: str):
    diagnostic = misspelt(fix=Fix(Span("policy.duty", start, end, 1, start + 1), text))
    shown = render(diagnostic, {"policy.duty": ENGLISH}, "en", False)
    assert shown.splitlines()[-1] == f"  = fix: {words}"


def test_json_holds_words_and_places():
    fix = Fix(Span("policy.duty", 40, 49, 4, 16), "visit_site")
    diagnostic = misspelt(
        labels=(Label(span_of(ENGLISH, "visit_site"), "labels.near"),), help="near", fix=fix
    )
    place = {"source": "policy.duty", "start": 40, "end": 49, "line": 4, "column": 16}
    told = to_json(diagnostic, "zh")
    assert told == {
        "code": "N901",
        "severity": "error",
        "message": "没有名为“visit_sit”的事件",
        "help": "是否指“visit_site”？",
        "span": place,
        "labels": [
            {
                "message": "“visit_site”在此声明",
                "span": {"source": "policy.duty", "start": 6, "end": 16, "line": 1, "column": 7},
            }
        ],
        "fix": {"text": "visit_site", "span": place, "safe": True},
    }
    assert json.loads(json.dumps(told)) == told


def test_json_without_extras_has_nulls():
    told = to_json(Diagnostic("Z999", NOWHERE))
    assert (told["message"], told["help"], told["fix"], told["labels"]) == ("Z999.message", None, None, [])


spans = st.builds(
    Span,
    source=st.sampled_from(["t", "other"]),
    start=st.integers(0, 400),
    end=st.integers(0, 400),
    line=st.integers(1, 12),
    column=st.integers(1, 200),
)


@given(text=st.text(max_size=300), primary=spans, second=spans, replacement=st.text(max_size=90))
def test_any_place_in_any_text_renders(text: str, primary: Span, second: Span, replacement: str):
    diagnostic = Diagnostic(
        "N901", primary, {"name": text}, labels=(Label(second, "labels.near"),), fix=Fix(second, replacement)
    )
    shown = render(diagnostic, {"t": Source("t", text)}, "zh", False)
    shown.encode("utf-8")
    assert all(line.isprintable() for line in shown.split("\n") if line.isascii())
    to_json(diagnostic, "en")
