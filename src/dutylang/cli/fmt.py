"""`duty fmt`: writes a policy in its canonical form, or in another tongue."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dutylang.cli.opening import NOT_CHECKED, all_there
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.source import NOWHERE, Source
from dutylang.syntax.lexicon import tongues

if TYPE_CHECKING:
    from dutylang.syntax.ast import Document

UNFORMATTED = 1
STANDARD_INPUT = Path("-")


@click.command("fmt", cls=SpokenCommand)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@option("--to", type=click.Choice(tongues()))
@option("--check", "only_check", is_flag=True)
@option("--diff", "show_diff", is_flag=True)
@option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE")
@common
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    to: str | None,
    only_check: bool,
    show_diff: bool,
    output: Path | None,
) -> int:
    """Exit code 0 done, 1 with --check when a text is not formatted, 3 when a text cannot be read."""
    session = session_of(ctx)
    if not all_there(session, *(file for file in files if file != STANDARD_INPUT)):
        return USAGE
    if output is not None and len(files) > 1:
        session.report([Diagnostic("G025", NOWHERE)])
        return USAGE
    codes = {_format(file, to, only_check, show_diff, output, session) for file in _texts(files)}
    return max(codes, default=0)


def _texts(files: tuple[Path, ...]) -> list[Path]:
    """Files as they are, folders by the policies in them."""
    from dutylang.texts import policy_files

    return [text for file in files for text in ([file] if file == STANDARD_INPUT else policy_files(file))]


def _format(
    file: Path, to: str | None, only_check: bool, show_diff: bool, output: Path | None, session: Session
) -> int:
    from dutylang.syntax.from_text import known_names, tongue_of
    from dutylang.syntax.to_text import text_from_document

    source, document, others = _read(file, session)
    if source is None or document is None:
        return NOT_CHECKED
    tongue = to or tongue_of(source.text)
    text = text_from_document(document, tongue, known_names(others))
    changed = text != source.text
    if show_diff:
        lines = difflib.unified_diff(
            source.text.splitlines(keepends=True), text.splitlines(keepends=True), source.name, source.name
        )
        session.say("".join(lines).removesuffix("\n"))
    if only_check:
        if changed:
            session.tell(session.text("said.fmt.would", path=str(file)))
        return UNFORMATTED if changed else 0
    if show_diff:
        return 0
    return _write(text, file, changed, to, output, session)


def _write(
    text: str, file: Path, changed: bool, to: str | None, output: Path | None, session: Session
) -> int:
    """In place; a translation, or what came from standard input, goes to standard output."""
    if output is None and (to is not None or file == STANDARD_INPUT):
        sys.stdout.write(text)
        return 0
    target = output or file
    if output is None and not changed:
        return 0
    try:
        target.write_text(text, encoding="utf-8", newline="")
    except OSError as fault:
        told = {"path": str(target), "reason": fault.strerror or ""}
        session.report([Diagnostic("G020", NOWHERE, told)])
        return USAGE
    if not session.quiet:
        session.tell(session.text("said.fmt.done", path=str(target)))
    return 0


def _read(file: Path, session: Session) -> tuple[Source | None, Document | None, list[Document]]:
    """The text, its tree, and the trees of the files that it uses; no tree when the text cannot be read."""
    from dutylang.syntax.from_text import document_from_text
    from dutylang.texts import read_texts

    if file == STANDARD_INPUT:
        source = Source("<stdin>", sys.stdin.read())
        document, problems = document_from_text(source)
        sources, documents = {source.name: source}, [(source, document)]
    else:
        texts, problems = read_texts(file)
        sources, documents = dict(texts.sources), list(texts.documents)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    session.report(errors, sources)
    mine = [pair for pair in documents if _is_of(pair[0], file)]
    if errors or not mine:
        return None, None, []
    return *mine[0], [tree for source, tree in documents if not _is_of(source, file)]


def _is_of(source: Source, file: Path) -> bool:
    return file == STANDARD_INPUT or Path(source.name).resolve() == file.resolve()
