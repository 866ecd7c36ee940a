"""`duty init`: a project to start from in the reader's tongue, for one kind of company."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
import click

from dutylang.cli.program import program_version
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Diagnostic, catalogue
from dutylang.source import NOWHERE

STARTER = Path(__file__).resolve().parent / "starter"
SHARED = STARTER / "shared"
SAMPLE_DAY = {"other": "2024-06-30"}
"""The day as of which a sample is told, where it is not that of the others."""
DAY = "2026-06-30"


@attrs.frozen
class Kind:
    """A kind of company: how its cases are audited, and which case is worth explaining."""

    name: str
    cases: str
    explained: str
    about: tuple[str, ...] = ("cases",)

    @property
    def day(self) -> str:
        """The as-of day of the sample."""
        return SAMPLE_DAY.get(self.name, DAY)


BY_TABLES = "tables --mapping mapping.toml"
COMPANIES = {
    kind.name: kind
    for kind in (
        Kind("guarantee", "cases", "cases --case G-002"),
        Kind("bank", BY_TABLES, f"{BY_TABLES} --case D-002", ("tables", "mapping")),
        Kind("leasing", "cases", "cases --case L-002"),
        Kind("other", "cases", "cases"),
    )
}


@click.command("init", cls=SpokenCommand)
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
@option("--tongue", type=click.Choice(catalogue.tongues()))
@option("--company", type=click.Choice(tuple(COMPANIES)))
@option("--no-input", is_flag=True)
@common
@click.pass_context
def command(ctx: click.Context, folder: Path, tongue: str | None, company: str | None, no_input: bool) -> int:
    """Exit code 0 when the files were written; nothing that is there is overwritten."""
    session = session_of(ctx)
    asks = not no_input and at_terminal()
    if tongue is None:
        tongue = asked_tongue(session) if asks and not _lang_given(ctx) else session.tongue
    if asks:
        session.tongue = tongue
    kind = COMPANIES[company or (asked_company(session) if asks else "other")]
    files = dict(project_files(kind, tongue))
    taken = [str(folder / name) for name in files if (folder / name).exists()]
    if taken:
        session.report([Diagnostic("G023", NOWHERE, {"path": taken[0]})])
        return USAGE
    try:
        for name, content in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    except OSError as fault:
        told = {"path": str(folder), "reason": fault.strerror or ""}
        session.report([Diagnostic("G020", NOWHERE, told)])
        return USAGE
    if not session.quiet:
        _tell(session, folder, files, kind)
    return 0


def _tell(session: Session, folder: Path, files: dict[str, bytes], kind: Kind) -> None:
    for name in files:
        session.say(session.text("said.init.wrote", path=str(folder / name)))
    words = [str(folder / word) if (folder / word).exists() else word for word in kind.cases.split()]
    policy = str(folder / "policy")
    audit = " ".join(["duty audit", policy, *words])
    session.say("\n" + session.text("said.init.next", policy=policy, audit=audit, day=kind.day))


# ---- the answers -----------------------------------------------------------------------------


def at_terminal() -> bool:
    """Whether somebody sits there who can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _lang_given(ctx: click.Context) -> bool:
    """Whether `--lang` stands on the command line: it says the tongue already."""
    given = click.core.ParameterSource.COMMANDLINE
    above = ctx.parent
    return given in (ctx.get_parameter_source("lang"), above and above.get_parameter_source("lang"))


def asked_tongue(session: Session) -> str:
    """The tongue that the reader picks; asked in both, since it is not known yet."""
    tongues = click.Choice(catalogue.tongues())
    answer: str = click.prompt(session.text("init.ask.tongue"), type=tongues, default=session.tongue)
    return answer


def asked_company(session: Session) -> str:
    """The kind of company that the reader picks, by its number, its name or its words."""
    words = {name: session.text(f"init.company.{name}") for name in COMPANIES}
    session.say("\n" + session.text("init.ask.company"))
    for number, (name, label) in enumerate(words.items(), start=1):
        about = session.text(f"init.about.{name}")
        session.say(session.text("init.ask.choice", number=number, label=label, about=about))
    numbers = {str(number): name for number, name in enumerate(words, start=1)}
    answers = numbers | {label: name for name, label in words.items()} | {name: name for name in words}
    while True:
        answer: str = click.prompt(session.text("init.ask.number"), default="1").strip()
        if answer in answers:
            return answers[answer]
        session.say(session.text("init.ask.again", answer=answer))


# ---- the files -------------------------------------------------------------------------------


def project_files(kind: Kind, tongue: str) -> Iterator[tuple[str, bytes]]:
    """The files of a project by their names below its folder, in the order in which they are read."""
    sample = STARTER / kind.name / tongue
    yield "README.md", _filled(SHARED / tongue / "README.md", kind, tongue)
    for path in sorted(sample.rglob("*")):
        if path.is_file():
            yield path.relative_to(sample).as_posix(), path.read_bytes()
    yield ".pre-commit-config.yaml", _filled(SHARED / "pre-commit-config.yaml", kind, tongue)
    yield ".github/workflows/duty.yml", _filled(SHARED / "workflow.yml", kind, tongue)


def _filled(template: Path, kind: Kind, tongue: str) -> bytes:
    """A file that all kinds share, with what is theirs filled in."""
    told = {
        "TITLE": catalogue.raw(f"init.file.title_{kind.name}", tongue),
        "ROWS": "\n".join(catalogue.raw(f"init.file.{row}", tongue) for row in kind.about),
        "AUDIT": f"duty audit policy {kind.cases}",
        "EXPLAIN": f"duty explain policy {kind.explained}",
        "DAY": kind.day,
        "TONGUE": tongue,
        "VERSION": program_version(),
        "HOOKS_COMMENT": catalogue.raw("init.file.hooks", tongue),
        "WORKFLOW_COMMENT": catalogue.raw("init.file.workflow", tongue),
    }
    text = template.read_text(encoding="utf-8")
    for name, value in told.items():
        text = text.replace(f"<<{name}>>", value)
    return text.encode("utf-8")
