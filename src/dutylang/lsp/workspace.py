"""The texts that an editor has open, over those on disk, and for each of them the analysis of its policy."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs
from pygls import uris

from dutylang.lsp.analysis import Analysis, Parsed, analysis_of
from dutylang.lsp.membership import Outline, members_of, outline_of, outline_pattern, texts_below
from dutylang.lsp.pieces import cut
from dutylang.lsp.text import UTF16, Change, Text, shift_between
from dutylang.texts import MOST_BYTES

MOST_POLICIES = 8
"""Policies whose analyses are kept; another one is read anew."""


def name_of(uri: str) -> str:
    """The name under which spans know the text of a URI: its path, or the URI itself where it is no file."""
    path = uris.to_fs_path(uri) if uri.startswith("file:") else None
    return uri if path is None else Path(path).as_posix()


def uri_of(name: str) -> str:
    """The URI of a name."""
    if "://" in name or (not name.startswith("/") and name[1:2] != ":"):
        return name
    return uris.from_fs_path(name) or name


@attrs.frozen(eq=False)
class View:
    """A text and the policy that it belongs to, as they stand at one moment."""

    parsed: Parsed
    analysis: Analysis

    @property
    def text(self) -> Text:
        """The text itself."""
        return self.parsed.text


@attrs.define(eq=False)
class Workspace:
    """All texts by name. `top` is the editor's folder; `encoding` what its positions count."""

    top: str | None = None
    encoding: str = UTF16
    open: dict[str, Text] = attrs.Factory(dict)
    uris: dict[str, str] = attrs.Factory(dict)
    _disk: dict[str, Text | None] = attrs.Factory(dict)
    _parsed: dict[str, Parsed] = attrs.Factory(dict)
    _outlines: dict[str, Outline | None] = attrs.Factory(dict)
    _members: dict[str, tuple[str, ...]] = attrs.Factory(dict)
    _analyses: dict[tuple[str, ...], Analysis] = attrs.Factory(dict)
    _numbers: Iterator[int] = attrs.Factory(itertools.count)

    # ---- what the editor tells -----------------------------------------------------------------

    def opened(self, uri: str, string: str, version: int) -> str:
        """A text that is open from now on; gives its name."""
        name = name_of(uri)
        self.uris[name] = uri
        self.open[name] = Text(name, string, version, self.encoding)
        self._forget(name)
        return name

    def changed(self, uri: str, changes: Iterable[Change], version: int) -> str:
        """A text after some changes; gives its name."""
        name = name_of(uri)
        text = self.open.get(name)
        if text is not None:
            self.open[name] = new = text.changed(changes, version)
            if tells_where_it_belongs(text, new) and self._outlines.get(name) != outline_of(name, new.string):
                self._forget(name)
        return name

    def closed(self, uri: str) -> str:
        """A text that is read from disk from now on; gives its name."""
        name = name_of(uri)
        self.open.pop(name, None)
        self._disk.pop(name, None)
        self._forget(name)
        return name

    def touched(self, names: Iterable[str]) -> None:
        """Files that were written, made or removed by someone else."""
        for name in names:
            self._disk.pop(name, None)
            self._forget(name)

    def _forget(self, name: str) -> None:
        self._outlines.pop(name, None)
        self._members.clear()

    # ---- what features ask ---------------------------------------------------------------------

    def text(self, name: str) -> Text | None:
        """A text as it is open, else as it is on disk; None where there is none that can be read."""
        if name in self.open:
            return self.open[name]
        if name not in self._disk:
            self._disk[name] = _read(name, self.encoding)
        return self._disk[name]

    def members(self, name: str) -> tuple[str, ...]:
        """The names of the texts of the policy to which a text belongs."""
        found = self._members.get(name)
        if found is None:
            found = members_of(name, self.top, self._below, self._outline) if "://" not in name else (name,)
            found = found if name in found else (name, *found)
            self._members.update(dict.fromkeys(found, found) if len(found) > 1 else {name: found})
            self._members[name] = found
        return found

    def view(self, uri: str) -> View | None:
        """A text and its policy as they stand now; None when there is no such text."""
        name = name_of(uri)
        if self.text(name) is None:
            return None
        members = self.members(name)
        texts = {each: parsed for each in members if (parsed := self._parse(each)) is not None}
        before = self._analyses.get(members)
        same = before is not None and all(before.texts.get(each) is parsed for each, parsed in texts.items())
        if before is not None and same and not before.has_caught_up:
            analysis = before
        else:
            analysis = analysis_of(texts, before)
            self._analyses.pop(members, None)
            self._analyses[members] = analysis
            while len(self._analyses) > MOST_POLICIES:
                del self._analyses[next(iter(self._analyses))]
        return View(analysis.texts[name], analysis)

    def read_on(self, uri: str) -> Iterator[None]:
        """Reads one more piece of the policy of a text each time it is asked, until its views say all there is."""
        while (view := self.view(uri)) is not None:
            for _ in view.analysis.unread:
                yield
                # Another analysis of the same texts is no news: with many policies open they are forgotten in turn.
                now = self.view(uri)
                if now is None or now.analysis.texts != view.analysis.texts:
                    break
            else:
                if not view.analysis.has_caught_up:
                    return

    def alive(self) -> frozenset[str]:
        """The keys of all pieces that texts consist of now."""
        return frozenset(piece.key for parsed in self._parsed.values() for piece in parsed.pieces)

    def uri(self, name: str) -> str:
        """The URI by which the editor knows a text."""
        return self.uris.get(name) or uri_of(name)

    def _parse(self, name: str) -> Parsed | None:
        """A text cut into pieces; pieces that have not changed are the same as before."""
        text, before = self.text(name), self._parsed.get(name)
        if text is None or (before is not None and before.text is text):
            return before if text is not None else None
        outline = self._outline(name)
        if outline is None:
            return None
        pieces = cut(
            text.string, outline.tongue, name, before.pieces if before is not None else (), self._numbers
        )
        parsed = self._parsed[name] = Parsed(text, outline.tongue, pieces, outline.uses)
        return parsed

    def _outline(self, name: str) -> Outline | None:
        if name not in self._outlines:
            text = self.text(name)
            self._outlines[name] = None if text is None else outline_of(name, text.string)
        return self._outlines[name]

    def _below(self, folder: str) -> Iterable[str]:
        own = [name for name in self.open if name.startswith(f"{folder}/")]
        return {*texts_below(folder), *own}


def tells_where_it_belongs(before: Text, after: Text) -> bool:
    """Whether lines that changed tell of what policy a text is: its head, what it uses, its first keyword."""
    shift = shift_between(before.string, after.string)
    for text, end in ((before, shift.kept_from), (after, shift.kept_from + shift.by)):
        first = text.string.rfind("\n", 0, shift.kept_before) + 1
        last = text.string.find("\n", end)
        if outline_pattern().search(text.string, first, len(text.string) if last < 0 else last):
            return True
    return not after.string[: shift.kept_before].strip()


def sources_of(analysis: Analysis) -> Mapping[str, str]:
    """The texts of a policy by name, in order, as the checker reads them."""
    return {name: parsed.text.string for name, parsed in analysis.texts.items()}


def _read(name: str, encoding: str) -> Text | None:
    path = Path(name)
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        return Text(name, path.read_text(encoding="utf-8-sig"), 0, encoding)
    except (OSError, UnicodeDecodeError, ValueError):
        return None
