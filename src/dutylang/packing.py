"""Values → bytes that another process reads. For values that this program made: never for bytes of others."""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any


class _Packer(pickle.Pickler):
    """Packs the read-only views of a policy as well, which pickle does not."""

    def reducer_override(self, value: object) -> Any:
        return (_read_only, (dict(value),)) if isinstance(value, MappingProxyType) else NotImplemented


def _read_only(values: dict[object, object]) -> Mapping[object, object]:
    return MappingProxyType(values)


def packed(value: object) -> bytes:
    """A value, such as a policy that was read and checked, with all it refers to."""
    buffer = io.BytesIO()
    _Packer(buffer, pickle.HIGHEST_PROTOCOL).dump(value)
    return buffer.getvalue()


def unpacked(data: bytes) -> Any:
    """What `packed` packed."""
    return pickle.loads(data)
