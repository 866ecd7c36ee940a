"""The loop of an audit: progress on a terminal, and what is kept while it runs."""

import io

import pytest

from dutylang.cli import auditing
from dutylang.cli.auditing import MANY_CASES, progress
from dutylang.cli.program import program_version, speaks_utf8
from dutylang.cli.spoken import Session
from dutylang.diagnostics import Diagnostic
from dutylang.source import NOWHERE


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


FOUND = [(None, (Diagnostic("G016", NOWHERE, {"path": str(n)}),)) for n in range(3)]


@pytest.mark.parametrize("count", [None, MANY_CASES])
def test_a_long_audit_shows_its_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch, count: int | None):
    terminal = Terminal()
    monkeypatch.setattr(auditing.sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with progress(iter(FOUND), count, Session("zh", color=False)) as cases:
        assert list(cases) == FOUND
    assert "审查中" in terminal.getvalue()


@pytest.mark.parametrize(
    ("stream", "count", "quiet"),
    [(Terminal(), MANY_CASES - 1, False), (Terminal(), None, True), (io.StringIO(), None, False)],
)
def test_short_quiet_and_piped_audits_show_none(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, count: int | None, quiet: bool
):
    monkeypatch.setattr(auditing.sys, "stderr", stream)
    with progress(iter(FOUND), count, Session(quiet=quiet)) as cases:
        assert list(cases) == FOUND
    assert stream.getvalue() == ""


def test_colours_are_for_terminals_that_want_them():
    assert Session(color=True).paints(Terminal())
    assert not Session(color=False).paints(Terminal())
    assert not Session(color=True).paints(io.StringIO())


def test_a_stream_is_made_to_speak_utf8_where_it_can():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    speaks_utf8(stream)
    assert stream.encoding == "utf-8"
    speaks_utf8(io.StringIO())


def test_the_version_that_is_said_is_that_of_the_package():
    from importlib import metadata

    assert program_version() == metadata.version("dutylang")


# ---- colours and the end of a stream -----------------------------------------------------------


def test_no_color_is_heard_in_both_forms(monkeypatch: pytest.MonkeyPatch):
    from dutylang.cli.spoken import session_of

    heard = []
    monkeypatch.setattr("dutylang.cli.rule._page", lambda code, session: heard.append(session.color) or "")
    import click

    from dutylang.cli import duty

    for arguments, variable in (
        (["rule", "K001"], ""),
        (["rule", "K001", "--no-color"], ""),
        (["--no-color", "rule", "K001"], ""),
        (["rule", "K001"], "1"),
    ):
        monkeypatch.setenv("NO_COLOR", variable)
        duty.main(arguments, standalone_mode=False)
    assert heard == [True, False, False, False]
    assert session_of(click.Context(duty)) == Session()


def test_interruption_and_a_closed_pipe_have_their_codes(monkeypatch: pytest.MonkeyPatch):
    from dutylang.cli import duty

    def interrupted(*_: object) -> str:
        raise KeyboardInterrupt

    def closed(*_: object) -> str:
        raise BrokenPipeError(32, "closed")

    def failed(*_: object) -> str:
        raise PermissionError(13, "no")

    def full(*_: object) -> str:
        raise OSError(28, "no space left")

    silenced = []
    monkeypatch.setattr("dutylang.cli.spoken._silence", lambda: silenced.append(True))
    for fault, code in ((interrupted, 130), (closed, 141), (full, 2)):
        monkeypatch.setattr("dutylang.cli.rule._page", fault)
        assert duty.main(["rule", "K001"], standalone_mode=False) == code
    assert silenced == [True, True]
    monkeypatch.setattr("dutylang.cli.rule._page", failed)
    with pytest.raises(PermissionError):
        duty.main(["rule", "K001"], standalone_mode=False)
