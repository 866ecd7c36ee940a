"""Texts read piece by piece: after any edits a piece says what it would say in a text that was just opened."""

import itertools

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from dutylang.lsp.checking import Job, checked
from dutylang.lsp.layout import Layouts
from dutylang.lsp.membership import members_of, outline_of
from dutylang.lsp.pieces import cut
from dutylang.lsp.problems import Known, mendings, moved, problems_now
from dutylang.lsp.symbols import Outlines
from dutylang.lsp.text import UTF8, UTF16, UTF32, Text, characters, shift_between, units
from dutylang.lsp.tokens import Tokens, difference
from dutylang.lsp.workspace import MOST_POLICIES, Workspace, name_of, sources_of, uri_of
from dutylang.source import Source
from dutylang.syntax.from_text import document_from_text, known_names, tongue_of
from dutylang.syntax.to_text import formatted
from dutylang.texts import read_texts, texts_from_sources
from tests.house.tree import ROOT
from tests.lsp.common import ENGLISH, chinese

POLICIES = sorted([*ROOT.glob("policies/**/*.duty"), *ROOT.glob("examples/**/*.duty")])
URI = "untitled:care.duty"

# ---- positions ---------------------------------------------------------------------------------


@given(st.text("aé角😀\r\n\t", max_size=40), st.sampled_from([UTF8, UTF16, UTF32]))
def test_every_character_has_a_position_that_leads_back_to_it(string, encoding):
    text = Text("a", string, 0, encoding)
    for offset in range(len(string) + 1):
        inside_a_line_end = string[offset - 1 : offset + 1] == "\r\n"
        if not inside_a_line_end:
            assert text.offset(text.position(offset)) == offset


def test_a_position_inside_a_character_is_before_it_and_one_beyond_a_line_at_its_end():
    assert units("角😀", UTF16) == 3
    assert characters("角😀x", 2, UTF16) == 1
    text = Text("a", "角😀\r\nb")
    assert text.offset(types.Position(0, 99)) == 2
    assert text.offset(types.Position(9, 0)) == 5
    assert text.line(7) == ""


def test_lines_end_as_the_protocol_says():
    assert Text("a", "a\rb\r\nc\nd\x0ce\u2028f").line_starts == (0, 2, 5, 7)


@given(st.text("ab", max_size=12), st.text("ab", max_size=12))
def test_what_lies_outside_of_the_difference_has_kept_its_words(old, new):
    shift = shift_between(old, new)
    for start, end in itertools.combinations(range(len(old) + 1), 2):
        place = shift(start, end)
        if place is not None:
            assert new[slice(*place)] == old[start:end]


# ---- pieces ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: "/".join(path.parts[-3:]))
def test_pieces_together_say_what_the_text_says(path):
    uri = path.as_uri()
    texts, _ = read_texts(path)
    others = [tree for source, tree in texts.documents if not path.samefile(source.name)]
    text = path.read_text(encoding="utf-8")
    document, problems = document_from_text(Source("a", text), known=known_names(others))
    view = Workspace().view(uri)
    readings = [reading for reading, _ in view.analysis.readings(view.parsed)]
    assert tuple(item for each in readings for item in each.document.items) == document.items
    assert sum(len(each.problems) for each in readings) == len(problems)
    assert "".join(piece.string for piece in view.parsed.pieces) == text


EDITS = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 30),
        st.sampled_from([
            "", "x", "(", "\n", " ", "article 7\n", "-- said\n", "event more\n", "role head\n", "第九条\n",
            "事件 另一事件\n", "manager", "实地调查", "must ", "必须", '"', "“",
        ]),
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


def saying(view, tokens, outlines):
    """All that a view says of its text."""
    analysis, parsed = view.analysis, view.parsed
    items, problems, names = [], [], []
    for piece, start in zip(parsed.pieces, parsed.starts, strict=True):
        reading = analysis.reading(piece, parsed)
        items += reading.document.items
        problems += [(each.code, start + each.span.start, start + each.span.end) for each in reading.problems]
        found = analysis.occurrences(piece, parsed)
        names += [(start + each.start, start + each.end, each.symbol, each.declares) for each in found]
    folds = sorted(outlines.folds(parsed, analysis, "en"), key=attrs.astuple)
    return (
        items,
        problems,
        names,
        tokens.all(parsed, analysis),
        outlines.symbols(parsed, analysis, "en"),
        folds,
    )


def settled(workspace, uri=URI):
    """The view of a text of which everything has been read."""
    list(workspace.read_on(uri))
    return workspace.view(uri)


@pytest.mark.parametrize("text", [ENGLISH, chinese()], ids=["en", "zh"])
@given(edits=EDITS, asks=st.booleans())
def test_an_edited_text_says_what_the_same_text_says_when_it_is_opened(text, edits, asks):
    used, tokens, outlines = Workspace(), Tokens(), Outlines()
    used.opened(URI, text, 1)
    settled(used)
    for version, (place, length, new) in enumerate(edits, 2):
        now = used.open[URI]
        start = int(place * len(now.string))
        change = types.TextDocumentContentChangePartial(now.range(start, start + length), new)
        used.changed(URI, [change], version)
        if asks:  # what is said before everything has been read leaves nothing behind
            saying(used.view(URI), tokens, outlines)
        fresh = Workspace()
        fresh.opened(URI, used.open[URI].string, 1)
        # Where a text is cut only decides what is read together; broken headings may be cut elsewhere.
        kept, read = (
            saying(settled(each), *own)
            for each, own in ((used, (tokens, outlines)), (fresh, (Tokens(), Outlines())))
        )
        assert kept[:5] == read[:5]
        assert set(kept[5]) == set(read[5])


RULES = {
    "en": 'article 9-{n} "Visit"\n  duty d{n}\n    after each accept\n    manager must visit within 3 days\n\n',
    "zh": "第九条之{n} “走访”\n  义务 走访{n}\n    每次受理申请之后，客户经理必须在3日内实地调查。\n\n",
}


@pytest.mark.parametrize(("tongue", "name"), [("en", "event visit"), ("zh", "事件 实地调查")])
def test_while_a_name_is_typed_the_pieces_that_mention_it_say_what_they_last_said(tongue, name):
    text = ENGLISH if tongue == "en" else chinese()
    rules = "".join(RULES[tongue].format(n=n) for n in range(1, 201))
    workspace, tokens, outlines = Workspace(), Tokens(), Outlines()
    workspace.opened(URI, f"{text}\n{rules}", 1)
    before = settled(workspace)
    coloured = tokens.all(before.parsed, before.analysis)
    place = before.text.position(before.text.string.index(name) + len(name))
    typed = {"en": "ed", "zh": "表"}[tongue]
    change = types.TextDocumentContentChangePartial(types.Range(place, place), typed)
    workspace.changed(URI, [change], 2)
    soon = workspace.view(URI)
    behind = soon.analysis.stale | soon.analysis.unsure
    assert len(behind) > 10
    assert difference(coloured, tokens.all(soon.parsed, soon.analysis))[1] <= 10  # on the line itself
    assert outlines.symbols(soon.parsed, soon.analysis, tongue).json.count('"kind":12') > 200
    assert soon.analysis.stale | soon.analysis.unsure == behind
    after = settled(workspace)
    assert not after.analysis.stale | after.analysis.unsure
    assert difference(coloured, tokens.all(after.parsed, after.analysis))[1] > 1_000


def test_many_policies_are_read_side_by_side():
    workspace = Workspace()
    uris = [f"untitled:{number}.duty" for number in range(3 * MOST_POLICIES)]
    for uri in uris:
        workspace.opened(uri, chinese(), 1)
        change = types.TextDocumentContentChangePartial(
            types.Range(types.Position(8, 4), types.Position(8, 4)), "们"
        )
        workspace.view(uri)
        workspace.changed(uri, [change], 2)
    readers = [workspace.read_on(uri) for uri in uris]
    for _ in range(1_000):
        readers = [each for each in readers if next(each, True) is None]
    assert readers == []


def test_pieces_that_did_not_change_are_the_same_pieces():
    numbers = itertools.count()
    text = "".join(f'article {n} "A"\n  duty d{n}\n    manager must visit\n\n' for n in range(400))
    before = cut(text, "en", "a", (), numbers)
    assert len(before) > 20
    middle = text.index("article 200")
    after = cut(f"{text[:middle]}-- said\n{text[middle:]}", "en", "a", before, numbers)
    assert len(set(after) - set(before)) <= 3


@given(st.lists(st.integers(0, 3), max_size=9), st.lists(st.integers(0, 3), max_size=9))
def test_a_difference_makes_one_list_of_another(before, after):
    start, count, new = difference(before, after)
    assert [*before[:start], *new, *before[start + count :]] == after


@pytest.mark.parametrize("path", POLICIES[::9], ids=lambda path: "/".join(path.parts[-3:]))
def test_a_text_laid_out_in_pieces_is_as_the_formatter_lays_it_out(path):
    workspace, layouts = Workspace(), Layouts()
    uri = path.as_uri()
    view = settled(workspace, uri)
    name = view.parsed.name
    wanted = as_formatted(sources_of(view.analysis), name)
    assert layout(layouts, view) == wanted
    changed = view.text.string.replace("\n\n", "\n\n\n", 1)
    workspace.opened(uri, changed, 2)
    view = settled(workspace, uri)
    assert len(list(layouts.missing(view.parsed, view.analysis))) <= 4
    assert layout(layouts, view) == wanted


REWORDINGS = {
    "en": [
        ("role head", "role auditor\nrole head"), ("auditor", "inspector"), ("-- And soon.", "-- Very soon."),
        ("head must visit within 2 days", "head must visit   within 2 days"), ("case guarantee", "case credit"),
    ],
    "zh": [
        ("角色", "角色 客户\n角色"),  # now one role begins as another one does
        ("角色 客户\n", "角色 经理必须\n"), ("角色 经理必须\n", ""),
        ("受理申请", "受理"), ("实地调查", "调查"),  # a label that is a part of other words
        ("在2日内", "在 3 日内"),
    ],
}  # fmt: skip
"""Each replaces some words of the text before it, wherever they stand."""


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_what_stays_laid_out_while_names_change_is_what_the_formatter_makes_of_it(tongue):
    text = ENGLISH if tongue == "en" else chinese()
    workspace, layouts = Workspace(), Layouts()
    workspace.opened(URI, text, 1)
    again = 0
    for version, (old, new) in enumerate([("", ""), *REWORDINGS[tongue]], 2):
        assert old in text, old
        text = text.replace(old, new) if old else text
        workspace.changed(URI, [types.TextDocumentContentChangeWholeDocument(text)], version)
        view = settled(workspace)
        again += len(view.parsed.pieces) - len(list(layouts.missing(view.parsed, view.analysis)))
        assert layout(layouts, view) == as_formatted({URI: text}, URI), (old, new)
    assert again > len(view.parsed.pieces)


def test_a_declaration_that_changes_how_others_are_written_is_minded_in_every_piece():
    workspace, layouts = Workspace(), Layouts()
    plain = chinese().replace("实地调查 英文 visit", "visit").replace("实地调查", "visit")
    labelled = plain.replace("visit", "实地调查 英文 visit", 1)
    ambiguous = labelled.replace("角色", "角色 客户经\n角色 理必须\n角色", 1)
    for version, string in enumerate([plain, labelled, ambiguous], 1):
        workspace.opened(URI, string, version)
        view = settled(workspace)
        laid = layout(layouts, view)
        assert laid == as_formatted({URI: string}, URI)
    assert laid.count("visit") == 1
    assert "客户经理 必须" in laid


def as_formatted(texts, name):
    """A text as `duty fmt` writes it; None when it cannot be read."""
    trees = dict(texts_from_sources(Source(*each) for each in texts.items())[0].documents)
    source = Source(name, texts[name])
    others = [tree for each, tree in trees.items() if each.name != name]
    text, faults = formatted(source, trees[source], tongue_of(source.text), known_names(others))
    return None if faults else text


def layout(layouts, view):
    for piece in list(layouts.missing(view.parsed, view.analysis)):
        layouts.lay_out(piece, view.parsed, view.analysis)
    assert list(layouts.missing(view.parsed, view.analysis)) == []
    return layouts.text(view.parsed)


def test_a_faulty_text_is_not_laid_out():
    workspace = Workspace()
    workspace.opened(URI, ENGLISH.replace("must visit within", "must must visit"), 1)
    assert layout(Layouts(), workspace.view(URI)) is None


def test_what_is_kept_of_pieces_goes_with_them():
    workspace, tokens, outlines = Workspace(), Tokens(), Outlines()
    workspace.opened(URI, ENGLISH, 1)
    for version in range(2, 12):
        change = types.TextDocumentContentChangePartial(
            types.Range(types.Position(30, 0), types.Position(30, 0)), "-- said\n"
        )
        workspace.changed(URI, [change], version)
        view = workspace.view(URI)
        tokens.all(view.parsed, view.analysis)
        outlines.symbols(view.parsed, view.analysis, "en")
    count = len(view.parsed.pieces)
    assert len(tokens.kept) > count
    tokens.forget(workspace.alive())
    outlines.forget(workspace.alive())
    assert len(tokens.kept) == len(outlines.kept) == len(outlines.told) == count


# ---- which texts belong together ---------------------------------------------------------------


def members(texts, name, top=None):
    def below(folder):
        return [each for each in texts if each.startswith(f"{folder}/")]

    def outline(each):
        return outline_of(each, texts[each]) if each in texts else None

    return members_of(name, top, below, outline)


def test_a_folder_with_one_head_is_one_policy():
    texts = {"/p/main.duty": "policy care\n", "/p/sub/b.duty": "role b\n", "/p/a.duty": "role a\n"}
    assert members(texts, "/p/a.duty") == ("/p/main.duty", "/p/a.duty", "/p/sub/b.duty")
    assert members(texts, "/p/sub/b.duty", "/p") == members(texts, "/p/a.duty")
    assert members(texts, "/p/sub/b.duty") == ("/p/sub/b.duty",)


def test_versions_and_tongues_are_told_apart_by_their_heads():
    head = "policy care\n"
    versions = {"/p/one.duty": head, "/p/two.duty": head}
    assert members(versions, "/p/two.duty") == ("/p/one.duty", "/p/two.duty")
    tongues = {"/p/a.en.duty": head, "/p/a.zh.duty": "制度 尽职 英文 care\n"}
    assert members(tongues, "/p/a.zh.duty") == ("/p/a.zh.duty",)


def test_in_a_folder_of_several_policies_a_text_stands_with_those_it_uses():
    texts = {
        "/p/one.duty": 'policy one\nuse "words.duty"\n',
        "/p/two.duty": "policy two\n",
        "/p/words.duty": 'use "more.duty"\n',
        "/p/more.duty": 'use "words.duty"\n',
        "/p/alone.duty": "role r\n",
    }
    assert members(texts, "/p/one.duty") == ("/p/one.duty", "/p/more.duty", "/p/words.duty")
    assert members(texts, "/p/more.duty") == members(texts, "/p/one.duty")
    assert members(texts, "/p/alone.duty") == ("/p/alone.duty",)


def test_names_and_uris():
    assert name_of("file:///a/b%20c.duty") == "/a/b c.duty"
    assert uri_of("/a/b c.duty") == "file:///a/b%20c.duty"
    assert name_of(URI) == uri_of(URI) == URI


def test_a_text_that_is_not_there_has_no_view(tmp_path):
    assert Workspace().view((tmp_path / "none.duty").as_uri()) is None
    (tmp_path / "bad.duty").write_bytes(b"\xff\xfe\x00")
    assert Workspace().view((tmp_path / "bad.duty").as_uri()) is None


# ---- problems between checks -------------------------------------------------------------------


def told_of(text):
    return checked(Job({URI: text}, {URI: tongue_of(text)}, (), lint=False))


def test_what_a_check_found_moves_with_its_words_and_goes_with_them():
    wrong = ENGLISH.replace("after each accept", "after each acept")
    found = told_of(wrong)
    (problem,) = [each for each in found.problems if each.code == "N001"]
    below = moved(problem, {URI: shift_between(wrong, "-- new\n" + wrong)})
    assert (below.start - problem.start, below.mending.start - problem.mending.start) == (7, 7)
    assert moved(problem, {URI: shift_between(wrong, wrong.replace("each acept", "each a"))}) is None
    workspace = Workspace()
    workspace.opened(URI, wrong.replace("must visit within 2", "must visit wihtin 2"), 1)
    analysis = workspace.view(URI).analysis
    known = Known(found.problems, {URI: wrong}, found.sound)
    codes = [each.code for each in problems_now(analysis, known, {URI: "en"})]
    assert codes[0].startswith("S")
    assert "N001" in codes


def test_fixes_that_touch_each_other_are_not_made_together():
    found = told_of(ENGLISH.replace("after each accept", "after each acept")).problems
    (problem,) = [each for each in found if each.mending is not None and each.code == "N001"]
    assert len(mendings([problem, problem], URI, unsafe=True)) == 1
    assert mendings([problem], "another.duty", unsafe=True) == []
