"""Parts are worked on by several at once and handed on in their order."""

import threading
import time

import pytest

from dutylang.books.crew import MOST, in_order, jobs_here


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_what_is_done_comes_in_the_order_of_the_parts(jobs: int):
    def work(number: int) -> int:
        time.sleep(0.001 * (number % 3))
        return number * number

    assert list(in_order(work, range(20), jobs)) == [number * number for number in range(20)]


@pytest.mark.parametrize("jobs", [1, 3])
def test_no_more_parts_are_taken_than_are_worked_on(jobs: int):
    taken: list[int] = []

    def parts():
        for number in range(50):
            taken.append(number)
            yield number

    every = in_order(lambda number: number, parts(), jobs)
    assert next(every) == 0
    assert len(taken) <= jobs + 1
    every.close()


def test_a_failure_is_raised_in_its_turn_and_stops_the_rest():
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        if number == 2:
            raise ZeroDivisionError
        return number

    every = in_order(work, range(1000), 2)
    assert [next(every), next(every)] == [0, 1]
    with pytest.raises(ZeroDivisionError):
        next(every)
    assert len(begun) < 10
    assert not [each for each in threading.enumerate() if each.name.startswith("ThreadPoolExecutor")]


def test_as_many_as_there_are_processors():
    assert 1 <= jobs_here() <= MOST
