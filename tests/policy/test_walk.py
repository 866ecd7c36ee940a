"""Orders and circles of names."""

from hypothesis import given
from hypothesis import strategies as st

from dutylang.policy.walk import nodes, order_and_circles
from dutylang.syntax.ast import Name, Not, Ref

NAMES = st.sampled_from("abcdef")
GRAPHS = st.dictionaries(NAMES, st.lists(NAMES, max_size=3).map(tuple), max_size=6)


def test_names_come_after_what_they_read():
    ordered, circles = order_and_circles({"a": ("b",), "b": ("c",), "c": ()})
    assert (ordered, circles) == (("c", "b", "a"), ())


def test_a_circle_starts_at_its_first_name():
    ordered, circles = order_and_circles({"x": ("a",), "a": ("b",), "b": ("a",), "c": ()})
    assert (ordered, circles) == (("c",), (("a", "b"),))


def test_a_name_that_reads_itself_is_a_circle():
    assert order_and_circles({"a": ("a",)}) == ((), (("a",),))


@given(GRAPHS)
def test_every_ordered_name_reads_only_what_stands_before_it(graph: dict[str, tuple[str, ...]]):
    ordered, circles = order_and_circles(graph)
    for at, name in enumerate(ordered):
        assert {each for each in graph[name] if each in graph} <= set(ordered[:at])
    assert bool(circles) == (len(ordered) < len(graph))


@given(GRAPHS)
def test_every_circle_is_one(graph: dict[str, tuple[str, ...]]):
    for ring in order_and_circles(graph)[1]:
        for one, other in zip(ring, (*ring[1:], ring[0]), strict=True):
            assert other in graph[one]


def test_nodes_come_outermost_first():
    inner = Ref(Name("x"))
    assert list(nodes(Not(inner)))[:3] == [Not(inner), inner, Name("x")]


def test_a_deep_tree_is_walked_without_recursion():
    tree = Ref(Name("x"))
    for _ in range(5_000):
        tree = Not(tree)
    assert sum(isinstance(each, Ref) for each in nodes(tree)) == 1
