"""Files of policy texts → trees: `use` is followed below one root, and what cannot be read is told."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from dutylang.diagnostics import Diagnostic
from dutylang.source import Source, Span
from dutylang.syntax.ast import Document
from dutylang.syntax.lexicon import tongues

SUFFIX = ".duty"
MOST_FILES = 500
MOST_BYTES = 2_000_000

Diagnostics = tuple[Diagnostic, ...]


@attrs.frozen
class Texts:
    """The texts of a policy: the main one first, then those it uses, with their trees."""

    sources: Mapping[str, Source]
    documents: tuple[tuple[Source, Document], ...]


def policy_files(path: Path) -> list[Path]:
    """The texts at a path: a file itself, of a folder every `.duty` file in order of names."""
    if path.is_dir():
        return sorted(path.rglob(f"*{SUFFIX}"))[:MOST_FILES]
    return [path]


def texts_of_one_tongue(path: Path) -> list[Path]:
    """The texts at a path; of a folder that holds one policy in several tongues those of the first.

    Such a folder has sub-folders named by tongues (`en`, `zh`) and no text beside them.
    """
    files = policy_files(path)
    folders = {file.relative_to(path).parts[0] for file in files} if path.is_dir() else set()
    if len(folders) < 2 or not folders <= set(tongues()):
        return files
    first = min(folders)
    return [file for file in files if file.relative_to(path).parts[0] == first]


def read_texts(path: Path) -> tuple[Texts, Diagnostics]:
    """Every text of a policy with its tree. Unreadable files and paths above the root are reported."""
    loader = _Loader(path if path.is_dir() else path.parent)
    files = texts_of_one_tongue(path)
    if path.is_dir() and not files:
        loader.report("G003", path, {"path": str(path)})
    for file in files:
        loader.load(file)
    return Texts(loader.sources, tuple(loader.ordered())), tuple(loader.diagnostics)


def texts_from_sources(sources: Iterable[Source]) -> tuple[Texts, Diagnostics]:
    """The trees of texts in memory, in their order, as `read_texts` gave them; `use` finds others among them."""
    from dutylang.syntax.from_text import document_from_text, known_names, uses_of

    by_name = {source.name: source for source in sources}
    trees: dict[str, Document] = {}
    problems: list[Diagnostic] = []

    def read(source: Source, above: tuple[str, ...]) -> None:
        known = []
        for use in uses_of(source):
            name = _used(use.path, source.name, by_name)
            if name is not None and name not in (*above, source.name):
                if name not in trees:
                    read(by_name[name], (*above, source.name))
                known.append(trees[name])
        trees[source.name], found = document_from_text(source, known=known_names(known))
        problems.extend(found)

    for source in by_name.values():
        if source.name not in trees:
            read(source, ())
    return Texts(by_name, tuple((source, trees[name]) for name, source in by_name.items())), tuple(problems)


def _used(path: str, name: str, known: Iterable[str]) -> str | None:
    """The name of the text that a `use` line means: beside the text, else the one whose name ends like the path.

    One text of a policy may be known by its absolute path and another by its path from where it was read.
    """
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
    if beside in known:
        return beside
    end = "/" + posixpath.normpath(path).replace("../", "")
    return next((each for each in known if each.endswith(end)), None)


@attrs.define
class _Loader:
    """Follows `use` lines below one root; a text that is used is parsed before the one that uses it."""

    root: Path
    sources: dict[str, Source] = attrs.field(factory=dict)
    trees: dict[str, Document] = attrs.field(factory=dict)
    diagnostics: list[Diagnostic] = attrs.field(factory=list)
    main: list[str] = attrs.field(factory=list)
    loading: list[str] = attrs.field(factory=list)

    def report(self, code: str, path: Path, args: Mapping[str, object], span: Span | None = None) -> None:
        """Adds a problem, at the `use` line where there is one."""
        self.diagnostics.append(Diagnostic(code, span or Span(str(path), 0, 0, 1, 1), args))

    def load(self, file: Path, span: Span | None = None) -> None:
        """Reads and parses a text and, first, those that it uses."""
        from dutylang.syntax.from_text import document_from_text, known_names, uses_of

        name = self._name(file)
        if name in self.trees or name in self.loading:
            if name in self.loading:
                self.report("G006", file, {"path": name}, span)
            return
        text = self._read(file, span)
        if text is None:
            return
        if len(self.loading) >= MOST_FILES:
            self.report("G003", file, {"path": name}, span)
            return
        source = Source(name, text)
        self.sources[name] = source
        self.loading.append(name)
        known = []
        for use in uses_of(source):
            target = (file.parent / use.path).resolve()
            if not target.is_relative_to(self.root.resolve()):
                self.report("G005", file, {"path": use.path}, use.span)
                continue
            self.load(target, use.span)
            tree = self.trees.get(self._name(target))
            if tree is not None:
                known.append(tree)
        document, problems = document_from_text(source, known=known_names(known))
        self.trees[name] = document
        self.diagnostics.extend(problems)
        self.loading.remove(name)
        self.main.append(name)

    def _name(self, file: Path) -> str:
        try:
            return str(file.resolve().relative_to(Path.cwd()))
        except ValueError:
            return str(file)

    def _read(self, file: Path, span: Span | None) -> str | None:
        try:
            if file.stat().st_size > MOST_BYTES:
                self.report("G004", file, {"path": str(file), "limit": MOST_BYTES // 1_000_000}, span)
                return None
            return file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            self.report("G002", file, {"path": str(file)}, span)
        except OSError:
            self.report("G001", file, {"path": str(file)}, span)
        return None

    def ordered(self) -> Iterator[tuple[Source, Document]]:
        """The text with the policy head first, the others in the order in which they were read."""
        from dutylang.syntax.ast import PolicyHead

        heads = [n for n in self.main if any(isinstance(i, PolicyHead) for i in self.trees[n].items)]
        rest = [name for name in self.main if name not in heads]
        for name in [*heads, *rest]:
            yield self.sources[name], self.trees[name]
