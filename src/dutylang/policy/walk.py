"""Any tree → its nodes, outermost first; any graph of names → an order and its circles. No recursion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def nodes(*roots: object) -> Iterator[object]:
    """Every node of the trees in the order written; tuples are looked into, other values are left out."""
    waiting = list(reversed(roots))
    while waiting:
        each = waiting.pop()
        if isinstance(each, tuple):
            waiting.extend(reversed(each))
        elif hasattr(each, "__attrs_attrs__"):
            yield each
            waiting.extend(getattr(each, field.name) for field in reversed(each.__attrs_attrs__))


def order_and_circles(
    links: Mapping[str, tuple[str, ...]],
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Names with what they read before them, and the circles, each with the name first declared in front.

    Names that stand in a circle, or read one, are in no order and left out of it.
    """
    left = {name: tuple(each for each in reads if each in links) for name, reads in links.items()}
    ordered: list[str] = []
    circles: list[tuple[str, ...]] = []
    gone: set[str] = set()
    while left:
        ready = [name for name, reads in left.items() if all(each not in left for each in reads)]
        if ready:
            ordered += [name for name in ready if gone.isdisjoint(left[name])]
            gone.update(name for name in ready if not gone.isdisjoint(left[name]))
        else:
            ring = _ring(left)
            circles.append(ring)
            gone.update(ring)
            ready = list(ring)
        for name in ready:
            del left[name]
    return tuple(ordered), tuple(circles)


def _ring(left: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """A circle in a graph in which every name reads another."""
    path: list[str] = []
    name = next(iter(left))
    while name not in path:
        path.append(name)
        name = next(each for each in left[name] if each in left)
    ring = path[path.index(name) :]
    places = list(left)
    first = min(range(len(ring)), key=lambda at: places.index(ring[at]))
    return tuple(ring[first:] + ring[:first])
