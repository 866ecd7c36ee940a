"""`duty lint`: points out what a policy may say and probably does not mean, and mends what can be mended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dutylang.cli.opening import NOT_CHECKED, all_there, user_calendars
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.diagnostics.formats import FORMATS, Checked, written
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dutylang.calendars import Calendar
    from dutylang.cli.mending import Linted
    from dutylang.source import Source

FOUND = 1
"""The exit code where findings are left, and of --diff where something would change."""


@click.command("lint", cls=SpokenCommand)
@click.argument("policies", nargs=-1, required=True, metavar="POLICY...", type=click.Path(path_type=Path))
@option("--fix", is_flag=True)
@option("--unsafe-fixes", "unsafe_fixes", is_flag=True)
@option("--diff", "show_diff", is_flag=True)
@option("--select", multiple=True, metavar="CODES")
@option("--ignore", multiple=True, metavar="CODES")
@option("--calendar", "calendars", multiple=True, type=click.Path(path_type=Path), metavar="FILE")
@option("--format", "format_", type=click.Choice(FORMATS), default="human")
@common
@click.pass_context
def command(
    ctx: click.Context,
    policies: tuple[Path, ...],
    fix: bool,
    unsafe_fixes: bool,
    show_diff: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    calendars: tuple[Path, ...],
    format_: str,
) -> int:
    """Exit code 0 nothing to point out, 1 findings are left (--diff: something would change), 3 does not check."""
    session = session_of(ctx)
    if not all_there(session, *policies, *calendars):
        return USAGE
    own = user_calendars(calendars, session)
    wanted = _codes((*select,), session), _codes((*ignore,), session)
    if own is None or None in wanted:
        return USAGE
    asked = wanted[0] or (), wanted[1] or ()
    told = [_lint(path, own, asked, (fix or show_diff, unsafe_fixes), session) for path in policies]
    if show_diff:
        codes = [_show(each, session) for each in told]
    else:
        if fix:
            codes = [_write(each, session) for each in told if each is not None]
            if any(codes):
                return USAGE
        codes = _tell(policies, told, format_, session)
    return NOT_CHECKED if None in told else max(codes, default=0)


def _codes(written: Sequence[str], session: Session) -> tuple[str, ...] | None:
    """The codes of an option, with commas or in several options; None, told, where one fits no rule."""
    from dutylang.lint.rules import CODES

    found = tuple(part.strip().upper() for each in written for part in each.split(",") if part.strip())
    wrong = [code for code in found if not any(known.startswith(code) for known in CODES)]
    session.report([Diagnostic("G080", NOWHERE, {"code": code}) for code in wrong])
    return None if wrong else found


def _lint(
    path: Path,
    calendars: Mapping[str, Calendar],
    asked: tuple[Sequence[str], Sequence[str]],
    mend: tuple[bool, bool],
    session: Session,
) -> Linted | None:
    """The findings at a path, mended where that is asked for; None, with the errors told, where it does not check."""
    from dutylang.cli.mending import linted, mended
    from dutylang.pipeline import check_policy

    policy, texts, problems = check_policy(path, dict(calendars))
    if policy is None:
        errors = [each for each in problems if each.severity is Severity.ERROR]
        session.report(errors, texts.sources)
        session.tell(session.text("said.check.faults", path=str(path), count=len(errors)))
        return None
    found = linted(policy, texts, path, *asked)
    return mended(found, dict(calendars), unsafe=mend[1]) if mend[0] else found


def _show(found: Linted | None, session: Session) -> int:
    """What would change, as a unified diff."""
    import difflib

    changes = found.changes if found is not None else {}
    for before, after in changes.values():
        lines = difflib.unified_diff(
            before.splitlines(keepends=True), after.text.splitlines(keepends=True), after.name, after.name
        )
        session.say("".join(lines).removesuffix("\n"))
    return FOUND if changes else 0


def _write(found: Linted, session: Session) -> int:
    """Puts the mended texts in their files, with the line ends that these had."""
    for _, after in found.changes.values():
        try:
            _put(after)
        except OSError as fault:
            told = {"path": after.name, "reason": fault.strerror or ""}
            session.report([Diagnostic("G020", NOWHERE, told)])
            return USAGE
    if found.mended and not session.quiet:
        session.tell(session.text("said.lint.mended", path=str(found.path), count=found.mended))
    return 0


def _put(source: Source) -> None:
    path = Path(source.name)
    old = path.read_bytes()
    mark = b"\xef\xbb\xbf" if old.startswith(b"\xef\xbb\xbf") else b""
    text = source.text.replace("\n", "\r\n") if b"\r\n" in old else source.text
    path.write_bytes(mark + text.encode("utf-8"))


def _tell(
    policies: Sequence[Path], told: Sequence[Linted | None], format_: str, session: Session
) -> list[int]:
    """The findings on standard output, a line about each policy on standard error."""
    found = [each for each in told if each is not None]
    if format_ == "json":
        every = [problem for each in found for problem in each.findings]
        session.say(json.dumps(session.problems_json(every), ensure_ascii=False, indent=2))
    elif format_ != "human":
        named = zip(policies, told, strict=True)
        every_policy = [
            Checked(str(path), tuple(one.findings), one.sources) for path, one in named if one is not None
        ]
        session.say(written(every_policy, format_, session.tongue, command="duty lint"))
    else:
        for each in found:
            _say(each.findings, each.sources, session)
    for path, one in zip(policies, told, strict=True):
        if one is not None and not session.quiet:
            session.tell(_line(path, one.findings, session))
    return [FOUND if each.findings else 0 for each in found]


def _say(findings: Iterable[Diagnostic], sources: Mapping[str, Source], session: Session) -> None:
    import sys

    from dutylang.diagnostics.render import render

    color = session.paints(sys.stdout)
    for problem in findings:
        session.say(render(problem, sources, session.tongue, color=color) + "\n")


def _line(path: Path, findings: Sequence[Diagnostic], session: Session) -> str:
    fixable = sum(each.fix is not None and each.fix.safe for each in findings)
    key = "clean" if not findings else "can" if fixable else "left"
    return session.text(f"said.lint.{key}", path=str(path), count=len(findings), fixable=fixable)
