"""Columns that are mostly one value: made when they are first asked for, packed when they are done."""

from __future__ import annotations

from typing import Any, Protocol, overload

import numpy as np
import numpy.typing as npt

from dutylang.ops.columns import Ints


class Held(Protocol):
    """What has columns of one size. `made` are those that were asked for, by name."""

    made: dict[str, Ints]
    size: int


class Blank:
    """A column that holds one value until it is written; it takes room only once it is read or written."""

    def __init__(self, value: int, kind: npt.DTypeLike, packed: npt.DTypeLike | None = None) -> None:
        self.value = value
        self.kind = np.dtype(kind)
        self.packed = self.kind if packed is None else np.dtype(packed)

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, held: None, owner: type) -> Blank: ...

    @overload
    def __get__(self, held: Held, owner: type) -> Ints: ...

    def __get__(self, held: Held | None, owner: type) -> Blank | Ints:
        if held is None:
            return self
        found = held.made.get(self._name)
        if found is None:
            found = held.made[self._name] = np.full(held.size, self.value, self.kind)
        return found

    def __set__(self, held: Held, values: Ints) -> None:
        held.made[self._name] = values

    def of(self, held: Held) -> Ints:
        """The column as it stands, packed; read only."""
        found = held.made.get(self._name)
        if found is None:
            return repeated(self.value, held.size, self.packed)
        return packed(found, self.packed)


def repeated(value: Any, shape: int | tuple[int, ...], kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """A column that holds one value once, whatever its length; read only."""
    sizes = (shape,) if isinstance(shape, int) else shape
    found: npt.NDArray[Any] = np.ndarray(sizes, kind, buffer=np.array(value, kind), strides=(0,) * len(sizes))
    found.flags.writeable = False
    return found


def packed(values: Ints, kind: npt.DTypeLike) -> Ints:
    """A column in as little room as it needs: one value that is the same everywhere is held once."""
    same = constant_of(values)
    if same is not None:
        return repeated(same, values.shape, kind)
    return values.astype(kind, copy=False)


def constant_of(values: npt.NDArray[Any]) -> Any | None:
    """The value that stands everywhere in an array; None where there are several, or none at all."""
    if not values.size:
        return None
    first = values.flat[0]
    if any(values.strides) and (values.flat[-1] != first or not (values == first).all()):
        return None
    return first.item()


def some(values: npt.NDArray[Any], places: Ints) -> npt.NDArray[Any]:
    """The values of some places; of a column that holds one value, that value for all of them."""
    if any(values.strides) or not len(values):
        return values.take(places, axis=0)
    return repeated(values.flat[0], (len(places), *values.shape[1:]), values.dtype)
