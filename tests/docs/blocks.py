"""The code blocks of the documentation, and how each kind of block is run.

A block opens with three backticks, its kind, and perhaps a title: `duty title="policy.duty"`. A block with a title is
written into the page's folder under that name; `title="policy.duty, at the end"` appends. `python -m tests.docs.blocks
PAGE …` writes what the commands of a page say now into its console blocks.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import attrs
import click
import yaml
from click.testing import CliRunner

from dutylang.cli import duty
from tests.house.tree import ROOT

DOCS = ROOT / "docs"
FENCE = re.compile(
    r"^```(?P<kind>\w*)(?P<more>[^\n`]*)\n(?P<text>.*?)^```[ ]*$", flags=re.DOTALL | re.MULTILINE
)
TITLE = re.compile(r'title="(?P<name>[^",，]+)(?P<appended>[,，][^"]*)?"')
SKIPPED = "..."
"""A line of shown output that stands for any lines."""
SHELL = ("ls", "cat", "mkdir", "echo")
LOOSE = {"LC_ALL": "C.UTF-8", "NO_COLOR": None, "COLUMNS": None}


@attrs.frozen
class Block:
    """A code block of a page."""

    page: Path
    line: int
    kind: str
    title: str
    appended: bool
    text: str

    @property
    def place(self) -> str:
        """Where the block stands, for the name of a test."""
        return f"{self.page.relative_to(ROOT).as_posix()}:{self.line}"


def blocks_of(page: Path) -> Iterator[Block]:
    """The blocks of a page, from top to bottom."""
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        title = TITLE.search(found["more"])
        line = text[: found.start()].count("\n") + 1
        name = title["name"] if title else ""
        yield Block(page, line, found["kind"], name, bool(title and title["appended"]), found["text"])


def pages() -> list[Path]:
    """All pages with blocks: the documentation and the README."""
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


@attrs.define
class Desk:
    """The folder of a page, in which its blocks are written and its commands are run."""

    folder: Path
    tongue: str
    program: Path | None = None
    """The command of another environment; without it the program is called as it stands here."""
    here: Path = attrs.field(init=False)
    code: int = 0
    names: dict[str, object] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.here = self.folder

    def put(self, block: Block) -> None:
        """A block with a title becomes a file."""
        path = self.here / block.title
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a" if block.appended else "w", encoding="utf-8") as file:
            file.write(("\n" if block.appended else "") + block.text)

    def said(self, line: str) -> str:
        """What a command says, on both streams, as a reader at a terminal sees it."""
        words = shlex.split(line)
        if words[0] == "cd":
            self.here = (self.here / words[1]).resolve()
            assert self.here.is_relative_to(self.folder.resolve())
            return ""
        if words[0] in SHELL:
            shown = line.replace("$?", str(self.code))
            done = subprocess.run(
                ["sh", "-c", shown], cwd=self.here, capture_output=True, text=True, check=False
            )
            self.code = done.returncode
            return done.stdout + done.stderr
        assert words[0] == "duty", f"`{words[0]}` is not run in a page"
        if self.program is not None:
            return self._said_by(self.program, words[1:])
        before = Path.cwd()
        os.chdir(self.here)
        try:
            result = CliRunner(env=LOOSE | {"DUTY_LANG": self.tongue}).invoke(duty, words[1:])
        finally:
            os.chdir(before)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        self.code = result.exit_code
        return result.output

    def _said_by(self, program: Path, words: list[str]) -> str:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
        settings = {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "DUTY_LANG": self.tongue}
        done = subprocess.run(
            [program, *words],
            cwd=self.here,
            env=ours | settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        self.code = done.returncode
        return done.stdout


def steps_of(block: Block) -> Iterator[tuple[str, list[str]]]:
    """The commands of a console block, each with the lines of output shown below it."""
    command, shown = "", list[str]()
    for line in block.text.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, shown
            command, shown = line[2:], []
        elif command.endswith("\\"):
            command = command.removesuffix("\\") + line.strip()
        else:
            assert command, f"{block.place}: a console block opens with `$ `"
            shown.append(line)
    yield command, shown


def trimmed(text: str) -> list[str]:
    """The lines of a text without blanks at their ends and without empty lines at its beginning and end."""
    return [line.rstrip() for line in text.strip("\n").splitlines()]


def fits(shown: list[str], said: list[str]) -> bool:
    """Whether shown output is what was said; a line of three points stands for any lines."""
    if SKIPPED not in shown:
        return shown == said
    place = shown.index(SKIPPED)
    head, rest = shown[:place], shown[place + 1 :]
    if said[:place] != head:
        return False
    return any(fits(rest, said[start:]) for start in range(place, len(said) + 1))


# ---- runners ---------------------------------------------------------------------------------


def run_console(block: Block, desk: Desk) -> None:
    """Each command is run, and says what is shown."""
    for command, shown in steps_of(block):
        said = trimmed(desk.said(command))
        wanted = trimmed("\n".join(shown))
        assert fits(wanted, said), f"{block.place}: $ {command}\n" + "\n".join(said)


def run_usage(block: Block, desk: Desk) -> None:
    """Commands that are told and not run here: each must be one that there is."""
    lines = block.text.replace("\\\n", " ").splitlines()
    for line in [re.sub(r"\s+#.*|^#.*", "", each) for each in lines]:
        if line.strip():
            words = shlex.split(line)
            check = USAGE.get(words[0])
            assert check is not None, f"{block.place}: no check for `{words[0]}`"
            check(words, block)


def run_python(block: Block, desk: Desk) -> None:
    """The Python of a page runs from top to bottom."""
    exec(compile(block.text, block.place, "exec"), desk.names)


def run_duty(block: Block, desk: Desk) -> None:
    """A text without a title is checked and its scenarios hold; one with a title is for the commands to judge."""
    from tests.docs.test_language import checked_block

    if not block.title:
        checked_block(block.text)


def run_data(read: Callable[[str], object]) -> Callable[[Block, Desk], None]:
    """A text of data that is read."""

    def runner(block: Block, desk: Desk) -> None:
        read(block.text)

    return runner


def run_shipped(block: Block, desk: Desk) -> None:
    """A text in a language of an editor is that of the file below `editors/` that its title names."""
    assert block.text == (ROOT / "editors" / block.title).read_text(encoding="utf-8"), block.place


def rows_of(text: str) -> None:
    """A table whose rows are all as wide as its head."""
    rows = list(csv.reader(io.StringIO(text)))
    assert len({len(row) for row in rows}) == 1


def lines_of(text: str) -> None:
    """One JSON document a line."""
    for line in text.splitlines():
        json.loads(line)


RUNNERS: Mapping[str, Callable[[Block, Desk], None]] = {
    "console": run_console,
    "sh": run_usage,
    "python": run_python,
    "duty": run_duty,
    "json": run_data(json.loads),
    "jsonl": run_data(lines_of),
    "yaml": run_data(lambda text: list(yaml.safe_load_all(text))),
    "toml": run_data(tomllib.loads),
    "csv": run_data(rows_of),
    "lua": run_shipped,
}
"""How each kind of block is run. A block of a kind that does not stand here fails."""


def _duty_is_there(words: list[str], block: Block) -> None:
    context = click.Context(duty)
    if len(words) < 2 or words[1].startswith("--") or words[1].isupper():
        return
    command = duty.get_command(context, words[1])
    assert command is not None, f"{block.place}: duty {words[1]}"
    known = {name for each in command.params for name in each.opts}
    unknown = [word for word in words[2:] if re.match(r"\[?--\w", word)]
    unknown = [word for word in unknown if word.strip("[]").partition("=")[0] not in known]
    assert unknown == [], f"{block.place}: {unknown}"


def _extras_are_there(words: list[str], block: Block) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [name for word in words for part in re.findall(r"\[([\w,]+)\]", word) for name in part.split(",")]
    assert set(asked) <= set(project["optional-dependencies"]), block.place


def _targets_are_there(words: list[str], block: Block) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(f"\n{word}:" in makefile for word in words[1:]), block.place


def _files_are_there(words: list[str], block: Block) -> None:
    assert [word for word in words if word.endswith(".py") and not (ROOT / word).exists()] == [], block.place


def _anything(words: list[str], block: Block) -> None:
    assert len(words) > 1, block.place


USAGE: Mapping[str, Callable[[list[str], Block], None]] = {
    "duty": _duty_is_there,
    "pip": _extras_are_there,
    "make": _targets_are_there,
    "python": _files_are_there,
    "pre-commit": _anything,
    "git": _anything,
    "npm": _anything,
    "npx": _anything,
    "code": _anything,
}
"""What is looked at in a command that a page tells and does not run."""


# ---- whole pages -----------------------------------------------------------------------------


def tongue_of(page: Path) -> str:
    """The tongue in which the commands of a page speak."""
    return "zh" if (DOCS / "zh") in page.parents else "en"


def run_page(page: Path, folder: Path, program: Path | None = None) -> None:
    """All blocks of a page, from top to bottom, in a folder of their own."""
    desk = Desk(folder, tongue_of(page), program)
    for block in blocks_of(page):
        runner = RUNNERS.get(block.kind)
        assert runner is not None, f"{block.place}: no block is run as `{block.kind}`"
        if block.title:
            desk.put(block)
        runner(block, desk)


def renewed(page: Path, folder: Path) -> str:
    """The text of a page with what its commands say now."""
    desk = Desk(folder, tongue_of(page))

    def again(found: re.Match[str]) -> str:
        title = TITLE.search(found["more"])
        name = title["name"] if title else ""
        block = Block(page, 0, found["kind"], name, bool(title and title["appended"]), found["text"])
        if block.title:
            desk.put(block)
        if block.kind != "console":
            return found[0]
        parts = [_told_again(command, shown, desk) for command, shown in steps_of(block)]
        return "```console" + found["more"] + "\n" + "\n".join(parts) + "\n```"

    return FENCE.sub(again, page.read_text(encoding="utf-8"))


def _told_again(command: str, shown: list[str], desk: Desk) -> str:
    said = trimmed(desk.said(command))
    if SKIPPED in shown and not fits(trimmed("\n".join(shown)), said):
        head, tail = shown.index(SKIPPED), len(shown) - shown.index(SKIPPED) - 1
        said = [*said[:head], SKIPPED, *(said[-tail:] if tail else [])]
    elif SKIPPED in shown:
        said = trimmed("\n".join(shown))
    return "\n".join([f"$ {command}", *said])


def main() -> None:
    """Renews the pages that are named."""
    for name in sys.argv[1:]:
        page = Path(name).resolve()
        with tempfile.TemporaryDirectory() as folder:
            page.write_text(renewed(page, Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
