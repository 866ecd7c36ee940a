"""Fixes carried out: from one end of a text to the other, and never two at one place."""

from hypothesis import given
from hypothesis import strategies as st

from dutylang.diagnostics import Diagnostic
from dutylang.diagnostics.fixing import fixed, fixes_of
from dutylang.diagnostics.model import Fix
from dutylang.source import Source, Span

TEXT = "manager must visit_site"


def fix(start: int, end: int, text: str, *, safe: bool = True, source: str = "a.duty") -> Fix:
    line, column = Source(source, TEXT).position(start)
    return Fix(Span(source, start, end, line, column), text, safe)


def problem(mend: Fix | None) -> Diagnostic:
    return Diagnostic("L602", Span("a.duty", 0, 1, 1, 1), fix=mend)


def test_a_fix_is_safe_unless_it_says_otherwise():
    assert Fix(Span("a", 0, 1, 1, 1), "x").safe


def test_fixes_are_made_in_any_order():
    fixes = [fix(13, 23, "report"), fix(0, 7, "head")]
    assert fixed(TEXT, fixes) == fixed(TEXT, reversed(fixes)) == "head must report"


def test_of_two_that_overlap_the_earlier_is_made():
    assert fixed(TEXT, [fix(8, 12, "may"), fix(9, 23, "")]) == "manager may visit_site"


def test_two_fixes_side_by_side_are_both_made():
    assert fixed(TEXT, [fix(0, 8, ""), fix(8, 12, "shall")]) == "shall visit_site"


def test_of_two_that_put_something_in_at_one_place_one_is_made():
    assert fixed(TEXT, [fix(7, 7, "s"), fix(7, 7, "s")]) == "managers must visit_site"


def test_nothing_to_mend_changes_nothing():
    assert fixed(TEXT, []) == TEXT


def test_fixes_are_chosen_by_source_and_safety():
    safe, guess, other = fix(0, 7, "head"), fix(8, 12, "may", safe=False), fix(0, 7, "x", source="b.duty")
    problems = [problem(each) for each in (guess, safe, other, None)]
    assert [one for one, _ in fixes_of(problems, "a.duty")] == [safe]
    assert [one for one, _ in fixes_of(problems, "a.duty", unsafe=True)] == [safe, guess]
    assert [one for one, _ in fixes_of(problems, "b.duty")] == [other]


def test_of_fixes_that_touch_the_first_is_chosen():
    first, second = fix(0, 7, "head"), fix(3, 9, "x")
    ((chosen, whose),) = fixes_of([problem(second), problem(first)], "a.duty")
    assert chosen == first
    assert whose.fix == first


SPANS = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)


@given(st.lists(st.tuples(SPANS, st.sampled_from(["", "x", "yy"])), max_size=6))
def test_what_no_fix_touches_stays(drawn: list[tuple[list[int], str]]):
    fixes = [fix(start, end, text) for (start, end), text in drawn]
    chosen = [one for one, _ in fixes_of([problem(each) for each in fixes], "a.duty")]
    after = fixed(TEXT, fixes)
    assert after == fixed(TEXT, chosen)
    grown = sum(len(one.text) - (one.span.end - one.span.start) for one in chosen)
    assert len(after) == len(TEXT) + grown
