"""The command as a test calls it, and the starting project in a folder of its own."""

import os
from pathlib import Path

from click.testing import CliRunner, Result

from dutylang.cli import duty
from dutylang.cli.init import STARTER

AS_OF = ("--as-of", "2024-06-30")
QUIET_LOCALE = {"LC_ALL": "C", "DUTY_LANG": None, "NO_COLOR": None}


def run(*arguments: str | Path, tongue: str | None = None, stdin: str | None = None) -> Result:
    """Runs the command; what it writes to standard output and to standard error stays apart."""
    environment = QUIET_LOCALE | {"DUTY_LANG": tongue}
    result = CliRunner(env=environment).invoke(duty, [os.fspath(each) for each in arguments], input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def flat(text: str) -> str:
    """A text without its line breaks and indentations."""
    return " ".join(text.split())


POLICY = STARTER / "other" / "en" / "policy" / "policy.duty"
CASES = STARTER / "other" / "en" / "cases"
CASE = CASES / "C-001.json"
ZH_POLICY = STARTER / "other" / "zh" / "policy" / "policy.duty"
ZH_CASES = STARTER / "other" / "zh" / "cases"
