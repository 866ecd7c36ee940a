"""What a computation came to is remembered by the answers that it read, and by nothing else."""

import pytest

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.single.memory import Memory
from dutylang.assessment.single.world import UndecidedError, World, explore, results

THING = object()


def asked(world: World, name: str) -> bool:
    """The answer to a yes/no fact."""
    return world.ask((name,), Leaf(LeafKind.FIELD, name)) is True


def test_a_world_without_memory_makes_everything_anew() -> None:
    made: list[int] = []
    for _ in range(2):
        World().once("it", (THING,), lambda: made.append(1))
    assert len(made) == 2


def test_what_asks_nothing_is_made_once() -> None:
    memory, made = Memory(), iter(["first", "second"])
    for world in (World(memory=memory), World({("a",): True}, memory)):
        assert world.once("it", (THING,), lambda: next(made)) == "first"


def test_worlds_that_differ_in_what_was_not_read_share_a_result() -> None:
    made: list[bool] = []
    memory = Memory()

    def judge(world: World) -> bool:
        def compute() -> bool:
            made.append(asked(world, "a"))
            return made[-1]

        return world.once("it", (THING,), compute)

    found = [
        judge(World({("a",): one, ("b",): other}, memory)) for one in (True, False) for other in (True, False)
    ]
    assert found == [True, True, False, False]
    assert made == [True, False]


def test_things_are_told_apart_by_identity_and_values_by_equality() -> None:
    world = World(memory=Memory())
    assert world.once("it", ([],), lambda: "first") == "first"
    assert world.once("it", ([],), lambda: "second") == "second"
    assert world.once("it", (), lambda: "third", ((1, "x"),)) == "third"
    assert world.once("it", (), lambda: "fourth", ((1, "x"),)) == "third"
    assert world.once("other", (), lambda: "fifth", ((1, "x"),)) == "fifth"


def test_the_want_of_an_answer_is_remembered_until_it_is_given() -> None:
    memory, tries = Memory(), []

    def judge(world: World) -> bool:
        def compute() -> bool:
            tries.append(len(world.assumptions))
            return asked(world, "a")

        return world.once("it", (THING,), compute)

    for _ in range(2):
        with pytest.raises(UndecidedError) as raised:
            judge(World(memory=memory))
        assert raised.value.question == ("a",)
    assert judge(World({("a",): False}, memory)) is False
    assert tries == [0, 1]


def test_a_lack_of_assumption_that_was_seen_counts_as_an_answer() -> None:
    memory = Memory()

    def judge(world: World) -> object:
        return world.once("it", (THING,), lambda: world.known(("a",)))

    assert judge(World(memory=memory)) is None
    assert judge(World({("a",): "yes"}, memory)) == "yes"
    assert judge(World(memory=memory)) is None


def test_what_was_read_inside_belongs_to_what_is_outside() -> None:
    memory, outer = Memory(), []

    def judge(world: World) -> bool:
        def within() -> bool:
            return world.once("inner", (THING,), lambda: asked(world, "a"))

        def compute() -> bool:
            outer.append(within())
            return not outer[-1]

        within()  # remembered before the outer one is made
        return world.once("outer", (THING,), compute)

    answers = (True, False, True)
    assert [judge(World({("a",): answer}, memory)) for answer in answers] == [False, True, False]
    assert outer == [True, False]


def test_equal_results_are_one_object() -> None:
    memory = Memory()

    def judge(world: World) -> list[str]:
        return world.once("it", (THING,), lambda: [str(asked(world, "a") is None)])

    assert judge(World({("a",): True}, memory)) is judge(World({("a",): False}, memory))


def test_a_fault_is_not_remembered() -> None:
    world = World(memory=Memory())

    def fault() -> str:
        raise LookupError

    with pytest.raises(LookupError):
        world.once("it", (THING,), fault)
    assert world.once("it", (THING,), lambda: "done") == "done"


def test_judges_that_share_a_memory_share_what_they_work_out() -> None:
    memory, made = Memory(), []

    def judge(world: World) -> bool:
        def compute() -> bool:
            made.append(asked(world, "a"))
            return made[-1]

        return world.once("it", (THING,), compute)

    for _ in range(3):
        assert results(explore(judge, memory)) == [True, False]
    assert made == [True, False]
