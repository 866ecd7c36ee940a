"""Unknown facts: every answer is tried, the same question gets the same answer, and eight are enough."""

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.single.world import (
    MOST_LEAVES,
    Open,
    Overflow,
    Settled,
    World,
    deciders,
    explore,
    overflows,
    results,
)


def leaf(name: str) -> Leaf:
    return Leaf(LeafKind.FIELD, name)


def ask(world: World, name: str) -> bool:
    return world.ask((name,), leaf(name)) is True


def asks_all(world: World, names: list[str]) -> bool:
    """Asks every one, whatever the answers."""
    answers = [ask(world, name) for name in names]
    return all(answers)


def test_what_asks_nothing_is_settled():
    tree = explore(lambda world: "done")
    assert tree == Settled("done")
    assert results(tree) == ["done"]
    assert not overflows(tree)
    assert deciders(tree, str) == ()


def test_each_answer_has_its_result():
    tree = explore(lambda world: "yes" if ask(world, "a") else "no")
    assert isinstance(tree, Open)
    assert results(tree) == ["yes", "no"]
    assert deciders(tree, str) == (leaf("a"),)


def test_a_question_may_have_more_than_two_answers():
    tree = explore(lambda world: world.ask(("kind",), leaf("kind"), answers=("x", "y", "z")))
    assert results(tree) == ["x", "y", "z"]


def test_the_same_question_has_the_same_answer_wherever_it_is_asked():
    tree = explore(lambda world: (ask(world, "a"), ask(world, "a")))
    assert results(tree) == [(True, True), (False, False)]


def test_an_assumption_leaves_the_world_as_it_was():
    before = World()
    after = before.assume(("a",), False)
    assert after.ask(("a",), leaf("a")) is False
    assert before.assumptions == {}


def test_only_the_facts_on_which_the_view_hangs_decide():
    def judge(world: World) -> tuple[str, bool]:
        return ("same", ask(world, "noise"))

    tree = explore(judge)
    assert deciders(tree, lambda result: result[0]) == ()
    assert deciders(tree, lambda result: result[1]) == (leaf("noise"),)


def test_a_fact_decides_that_only_matters_under_an_answer_to_another():
    tree = explore(lambda world: ask(world, "a") and ask(world, "b"))
    assert results(tree) == [True, False, False]
    assert deciders(tree, bool) == (leaf("a"), leaf("b"))


def test_deciders_come_in_the_order_in_which_they_were_asked_and_once():
    tree = explore(lambda world: (ask(world, "b"), ask(world, "a"), ask(world, "c"), ask(world, "a")))
    assert deciders(tree, str) == (leaf("b"), leaf("a"), leaf("c"))


def test_eight_facts_in_a_row_are_tried():
    tree = explore(lambda world: asks_all(world, [f"f{n}" for n in range(MOST_LEAVES)]))
    assert MOST_LEAVES == 8
    assert len(results(tree)) == 2**8
    assert not overflows(tree)


def test_the_ninth_leaves_the_set_open_and_is_named():
    names = [f"f{n}" for n in range(MOST_LEAVES + 1)]
    tree = explore(lambda world: asks_all(world, names))
    assert overflows(tree)
    assert results(tree) == []
    assert deciders(tree, bool) == tuple(leaf(name) for name in names)


def test_where_an_answer_ends_the_questions_nothing_overflows_on_that_side():
    tree = explore(lambda world: all(ask(world, f"f{n}") for n in range(MOST_LEAVES + 1)))
    assert overflows(tree)
    assert results(tree) == [False] * MOST_LEAVES


def test_an_overflow_alone_has_no_result():
    tree = Overflow((leaf("a"),))
    assert results(tree) == []
    assert overflows(tree)
