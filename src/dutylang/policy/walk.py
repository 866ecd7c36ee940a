"""Any tree → its nodes, outermost first; any graph of names → an order and its circles. No recursion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from dutylang.source import Span

_PLAIN = frozenset({bool, int, str, type(None), Span})
"""What holds no node. A place is a value of its node: half of all values would be places."""
_Parts = Callable[[object], tuple[object, ...]] | None
_PARTS: dict[type, _Parts] = {}


def nodes(*roots: object) -> Iterator[object]:
    """Every node of the trees in the order written; tuples are looked into, other values are left out."""
    waiting: list[Any] = list(reversed(roots))
    while waiting:
        each = waiting.pop()
        if isinstance(each, tuple):
            waiting.extend(each[::-1])
            continue
        kind = type(each)
        parts = _PARTS[kind] if kind in _PARTS else _PARTS.setdefault(kind, _parts_of(kind))
        if parts is not None:
            yield each
            waiting += [part for part in parts(each) if part and type(part) not in _PLAIN]


def _parts_of(kind: type) -> _Parts:
    """What gives the fields of a node, the last first; None for other values. A large policy has 100,000 nodes."""
    fields = getattr(kind, "__attrs_attrs__", None)
    if fields is None:
        return None
    names = [field.name for field in reversed(fields)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda each: tuple(getattr(each, name) for name in names)


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
