"""`duty lint`: points out what a policy may say and probably does not mean, and mends what can be mended."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dutylang.cli.opening import NOT_CHECKED, all_there, user_calendars
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.diagnostics.formats import FORMATS, Checked, written
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
@option("--format", "-f", "format_", type=click.Choice(FORMATS), default="human")
@option("--json", "as_json", is_flag=True)
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
    as_json: bool,
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
    paths = [each for path in policies for each in _in_each_tongue(path)]
    told = [_lint(path, own, asked, (fix or show_diff, unsafe_fixes), session) for path in paths]
    linted = [each for each in told if not isinstance(each, Checked)]
    if show_diff:
        codes = [_show(each, session) for each in linted]
    elif fix and not all(_write(each, session) for each in linted):
        return USAGE
    else:
        codes = _tell(told, "json" if as_json else format_, session)
    return max(codes, default=0) if len(linted) == len(told) else NOT_CHECKED


def _codes(written: Sequence[str], session: Session) -> tuple[str, ...] | None:
    """The codes of an option, with commas or in several options; None, told, where one fits no rule."""
    from dutylang.lint.rules import CODES

    found = tuple(part.strip().upper() for each in written for part in each.split(",") if part.strip())
    wrong = [code for code in found if not any(known.startswith(code) for known in CODES)]
    session.report([Diagnostic("G080", NOWHERE, {"code": code}) for code in wrong])
    return None if wrong else found


def _in_each_tongue(path: Path) -> list[Path]:
    """A path; of a folder that holds one policy in several tongues the folder of each, for all are to be mended."""
    from dutylang.texts import policy_files, texts_of_one_tongue

    files = policy_files(path)
    if len(texts_of_one_tongue(path)) == len(files):
        return [path]
    return sorted({path / file.relative_to(path).parts[0] for file in files})


def _lint(
    path: Path,
    calendars: Mapping[str, Calendar],
    asked: tuple[Sequence[str], Sequence[str]],
    mend: tuple[bool, bool],
    session: Session,
) -> Linted | Checked:
    """The findings at a path, mended where that is asked for; its errors, told, where it does not check."""
    from dutylang.cli.mending import linted, mended
    from dutylang.pipeline import check_policy

    policy, texts, problems = check_policy(path, dict(calendars))
    if policy is None:
        errors = [each for each in problems if each.severity is Severity.ERROR]
        session.report(errors, texts.sources)
        session.tell(session.text("said.check.faults", path=str(path), count=len(errors)))
        return Checked(str(path), tuple(errors), texts.sources, sound=False)
    found = linted(policy, texts, path, *asked)
    return mended(found, dict(calendars), unsafe=mend[1]) if mend[0] else found


def _show(found: Linted, session: Session) -> int:
    """What would change, as a unified diff."""
    import difflib

    for before, after in found.changes.values():
        lines = difflib.unified_diff(
            before.splitlines(keepends=True), after.text.splitlines(keepends=True), after.name, after.name
        )
        session.say("".join(lines).removesuffix("\n"))
    return FOUND if found.changes else 0


def _write(found: Linted, session: Session) -> bool:
    """Puts the mended texts in their files, with the line ends that these had; False, told, where one cannot be."""
    for _, after in found.changes.values():
        try:
            _put(after)
        except OSError as fault:
            told = {"path": after.name, "reason": fault.strerror or ""}
            session.report([Diagnostic("G020", NOWHERE, told)])
            return False
    if found.mended and not session.quiet:
        session.tell(session.text("said.lint.mended", path=str(found.path), count=found.mended))
    return True


def _put(source: Source) -> None:
    path = Path(source.name)
    old = path.read_bytes()
    mark = b"\xef\xbb\xbf" if old.startswith(b"\xef\xbb\xbf") else b""
    text = source.text.replace("\n", "\r\n") if b"\r\n" in old else source.text
    path.write_bytes(mark + text.encode("utf-8"))


def _tell(told: Sequence[Linted | Checked], form: str, session: Session) -> list[int]:
    """The findings on standard output, a line about each policy on standard error; the code of each policy."""
    codes: list[int] = []
    checked: list[Checked] = []
    for each in told:
        if isinstance(each, Checked):
            checked += [each] if form != "human" else []  # for a reader they stand on standard error
            continue
        checked.append(Checked(str(each.path), each.findings, each.sources))
        codes.append(FOUND if each.findings else 0)
        if not session.quiet:
            session.tell(_line(each.path, each.findings, session))
    text = written(checked, form, session.tongue, command="duty lint", color=session.paints(sys.stdout))
    if text:
        session.say(text)
    return codes


def _line(path: Path, findings: Sequence[Diagnostic], session: Session) -> str:
    fixable = sum(each.fix is not None and each.fix.safe for each in findings)
    key = "clean" if not findings else "can" if fixable else "left"
    return session.text(f"said.lint.{key}", path=str(path), count=len(findings), fixable=fixable)
