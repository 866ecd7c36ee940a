"""The footer of a Parquet file, read and written: what pieces that were made apart need to become one file.

A footer is a struct of Apache Thrift in its compact protocol. It is read into plain values without knowing what the
fields mean, so that whatever a piece says of itself is kept; only the places in the file are moved.
https://github.com/apache/parquet-format, https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

import struct
from typing import Any

import attrs

MAGIC = b"PAR1"
ENDING = 8
"""Bytes after the footer: its length, and the mark of the format."""

_TRUE, _FALSE, _LIST, _STRUCT = 1, 2, 9, 12
_INTEGERS = frozenset({4, 5, 6})
_LONG_LIST = 15

Struct = dict[int, tuple[int, Any]]
"""The fields of a struct by number: their type and their value, in the order of the numbers."""

ROWS, GROUPS, PAIRS = 3, 4, 5
"""Fields of a footer: rows in all, row groups, and what is noted of the file."""

_CHUNKS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7
_CHUNK_OFFSET, _ABOUT = 2, 3
_PLACES = (9, 10, 11, 14)
"""In what is told of a column in a row group: where its pages, its index, its dictionary and its filter begin."""
_INDEXES = (4, 5, 6, 7)
"""In a column of a row group: where its indexes of pages are, which are not copied."""


class FooterError(ValueError):
    """What should be a Parquet file is none."""


def footer_from_bytes(data: bytes) -> Struct:
    """The struct that some bytes hold."""
    return _Reader(data).struct()


def bytes_from_footer(footer: Struct) -> bytes:
    """A struct as bytes."""
    out = bytearray()
    _put_struct(footer, out)
    return bytes(out)


def footer_of(ending: bytes) -> int:
    """How long the footer is, from the last bytes of a file. FooterError where it is no Parquet file."""
    if len(ending) != ENDING or ending[4:] != MAGIC:
        raise FooterError("no Parquet file")
    length: int = struct.unpack("<I", ending[:4])[0]
    return length


def ending_of(footer: bytes) -> bytes:
    """What stands after a footer."""
    return struct.pack("<I", len(footer)) + MAGIC


def moved_groups(footer: Struct, by: int) -> list[Struct]:
    """The row groups of a footer, for a file in which their bytes stand so much later."""
    groups: list[Struct] = footer[GROUPS][1][1]
    for group in groups:
        group.pop(_ORDINAL, None)
        _move(group, _GROUP_OFFSET, by)
        for chunk in group[_CHUNKS][1][1]:
            for field in _INDEXES:
                chunk.pop(field, None)
            if chunk[_CHUNK_OFFSET][1]:
                _move(chunk, _CHUNK_OFFSET, by)
            for field in _PLACES:
                _move(chunk[_ABOUT][1], field, by)
    return groups


def joined_footer(footer: Struct, groups: list[Struct], rows: int) -> Struct:
    """A footer with other row groups."""
    kind, _ = footer[ROWS]
    return {**footer, ROWS: (kind, rows), GROUPS: (_LIST, (_STRUCT, groups))}


def _move(fields: Struct, field: int, by: int) -> None:
    if field in fields:
        kind, place = fields[field]
        fields[field] = (kind, place + by)


@attrs.define
class _Reader:
    data: bytes
    place: int = 0

    def struct(self) -> Struct:
        found: Struct = {}
        number = 0
        while True:
            head = self._byte()
            if not head:
                return found
            kind = head & 0x0F
            number = number + (head >> 4) if head >> 4 else _zigzag(self._varint())
            found[number] = (kind, kind == _TRUE if kind in (_TRUE, _FALSE) else self._value(kind))

    def _value(self, kind: int) -> Any:
        if kind in _INTEGERS:
            return _zigzag(self._varint())
        match kind:
            case 1 | 2 | 3:  # in a list a byte each
                return self._byte()
            case 7:
                return self._taken(8)
            case 8:
                return self._taken(self._varint())
            case 9 | 10:
                return self._list()
            case 11:
                return self._map()
            case 12:
                return self.struct()
            case _:
                raise FooterError("a footer of another form")

    def _list(self) -> tuple[int, list[Any]]:
        head = self._byte()
        size = head >> 4
        size = self._varint() if size == _LONG_LIST else size
        kind = head & 0x0F
        return kind, [self._value(kind) for _ in range(size)]

    def _map(self) -> tuple[int, int, list[tuple[Any, Any]]]:
        size = self._varint()
        if not size:
            return 0, 0, []
        kinds = self._byte()
        key, value = kinds >> 4, kinds & 0x0F
        return key, value, [(self._value(key), self._value(value)) for _ in range(size)]

    def _byte(self) -> int:
        return self._taken(1)[0]

    def _taken(self, count: int) -> bytes:
        found = self.data[self.place : self.place + count]
        if len(found) < count:
            raise FooterError("a footer that ends too soon")
        self.place += count
        return found

    def _varint(self) -> int:
        found = shift = 0
        while True:
            byte = self._byte()
            found |= (byte & 0x7F) << shift
            if byte < 0x80:
                return found
            shift += 7


def _zigzag(value: int) -> int:
    return (value >> 1) ^ -(value & 1)


def _put_struct(fields: Struct, out: bytearray) -> None:
    before = 0
    for number, (kind, value) in sorted(fields.items()):
        is_bool = kind in (_TRUE, _FALSE)
        told = kind if not is_bool else _TRUE if value else _FALSE
        if 0 < number - before <= 15:
            out.append((number - before) << 4 | told)
        else:
            out.append(told)
            _put_varint(number << 1, out)
        if not is_bool:
            _put(kind, value, out)
        before = number
    out.append(0)


def _put(kind: int, value: Any, out: bytearray) -> None:
    if kind in _INTEGERS:
        _put_varint((value << 1) ^ (value >> 63), out)
        return
    match kind:
        case 1 | 2 | 3:
            out.append(value)
        case 7:
            out += value
        case 8:
            _put_varint(len(value), out)
            out += value
        case 9 | 10:
            _put_list(value[0], value[1], out)
        case 11:
            _put_map(value[0], value[1], value[2], out)
        case _:
            _put_struct(value, out)


def _put_list(kind: int, values: list[Any], out: bytearray) -> None:
    if len(values) < _LONG_LIST:
        out.append(len(values) << 4 | kind)
    else:
        out.append(_LONG_LIST << 4 | kind)
        _put_varint(len(values), out)
    for value in values:
        _put(kind, value, out)


def _put_map(key: int, value: int, pairs: list[tuple[Any, Any]], out: bytearray) -> None:
    _put_varint(len(pairs), out)
    if pairs:
        out.append(key << 4 | value)
    for one, other in pairs:
        _put(key, one, out)
        _put(value, other, out)


def _put_varint(value: int, out: bytearray) -> None:
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
