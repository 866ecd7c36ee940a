"""Help, tongues and complaints: every command teaches, in the reader's tongue."""

import click
import pytest

from dutylang.cli import COMMANDS, duty
from dutylang.cli.spoken import SpokenOption, tongue_from
from dutylang.diagnostics import catalogue
from tests.cli.common import AS_OF, CASES, POLICY, run


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_examples(command: str):
    page = run(command, "--help").output
    assert page.startswith("Usage: duty " + command)
    assert f"Examples\n  duty {command}" in page


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_teaches_in_chinese(command: str):
    page = run("--lang", "zh", command, "--help").output
    assert page.startswith("用法：duty " + command)
    assert "示例\n" in page
    assert run(command, "--help", "--lang", "zh").output == page


def parameters() -> list[tuple[str, click.Parameter]]:
    context = click.Context(duty)
    found = [("duty", parameter) for parameter in duty.params]
    for name in COMMANDS:
        command = duty.get_command(context, name)
        assert command is not None
        found += [(name, each) for each in command.params if not getattr(each, "hidden", False)]
    return found


@pytest.mark.parametrize("tongue", catalogue.tongues())
def test_every_option_and_argument_has_words(tongue: str):
    words = catalogue.words(tongue)
    missing = []
    for command, parameter in parameters():
        sort = "option" if isinstance(parameter, click.Option) else "argument"
        if sort == "option":
            assert isinstance(parameter, SpokenOption), (command, parameter.name)
        if f"{sort}.{parameter.name}" not in words and f"{sort}.{command}.{parameter.name}" not in words:
            missing.append((command, parameter.name))
    assert missing == []


@pytest.mark.parametrize("tongue", catalogue.tongues())
def test_help_fits_a_terminal(tongue: str):
    from wcwidth import wcswidth

    for command in COMMANDS:
        text = run(command, "--help", tongue=tongue).output.split("\n\n", 1)[1]
        assert [line for line in text.splitlines() if wcswidth(line) > 94 and "  duty" not in line] == []


def test_without_a_command_the_help_is_shown():
    result = run()
    assert result.exit_code == 0
    assert "Commands\n  demo " in result.output


def test_the_version():
    result = run("--version")
    assert result.exit_code == 0
    assert result.output.startswith("dutylang ")


@pytest.mark.parametrize(
    ("arguments", "environment", "tongue"),
    [
        ([], {}, "en"),
        (["--lang", "zh", "check"], {}, "zh"),
        (["check", "--lang=zh"], {}, "zh"),
        (["check", "--lang"], {}, "en"),
        (["check", "--lang", "xx"], {"LANG": "zh_CN.UTF-8"}, "zh"),
        (["--", "--lang", "zh"], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ([], {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ([], {"LC_ALL": "", "LC_MESSAGES": "zh-TW"}, "zh"),
        ([], {"DUTY_LANG": "zh", "LC_ALL": "en_US.UTF-8"}, "zh"),
        (["--lang", "en"], {"DUTY_LANG": "zh"}, "en"),
    ],
)
def test_the_tongue(arguments: list[str], environment: dict[str, str], tongue: str):
    assert tongue_from(arguments, environment) == tongue


@pytest.mark.parametrize(
    ("arguments", "code", "help_"),
    [
        (["adit"], "G012", "did you mean `duty audit`?"),
        (["zzzzzz"], "G012", "see `duty --help`"),
        (["audit", POLICY, CASES, "--asof", "2024-06-30"], "G011", "did you mean `--as-of`?"),
        (["check", POLICY, "--zzyzx"], "G011", "see `duty check --help`"),
        (["audit", POLICY, CASES], "G013", "see `duty audit --help`"),
        (["audit"], "G013", "see `duty audit --help`"),
        (["audit", POLICY, CASES, *AS_OF, "--format", "xml"], "G014", "see `duty audit --help`"),
        (["rule", "K001", "K002"], "G015", "see `duty rule --help`"),
        (["check", POLICY.with_name("polcy.duty")], "G016", f"did you mean `{POLICY}`?"),
        (["check", "nowhere/at/all.duty"], "G016", "check the path"),
        (["audit", POLICY, CASES, "--as-of", "30.6.2024"], "G017", "write a day as 2024-06-30"),
        (["audit", POLICY, CASES, *AS_OF, "--known-at", "soon"], "G017", "write a day as 2024-06-30"),
        (["audit", POLICY, CASES, *AS_OF, "--set", "x"], "G019", "write a name, `=` and a value"),
        (["audit", POLICY, CASES, *AS_OF, "--set", "x=1"], "G018", "it declares no parameters"),
        (["explain", POLICY, CASES, *AS_OF, "--duty", "timly_answer"], "G021", "did you mean `timely"),
        (["explain", POLICY, CASES, *AS_OF, "--duty", "qqqq"], "G021", "its duties are"),
        (["explain", POLICY, CASES, *AS_OF, "--case", "C-002"], "G024", "did you mean `C-001`?"),
        (["rule", "K999"], "G022", "did you mean `K0"),
        (["fmt", POLICY, POLICY, "--output", "x"], "G025", "format one file at a time"),
    ],
)
def test_what_is_refused_is_told_with_help(arguments: list[str], code: str, help_: str):
    result = run(*arguments)
    assert result.exit_code == 2
    assert f"error[{code}]: " in result.stderr
    assert help_ in result.stderr
    assert "Error:" not in result.stderr


def test_complaints_are_in_chinese_too():
    result = run("adit", tongue="zh")
    assert "错误[G012]：没有命令“adit”" in result.stderr
    assert "提示：是否应为“duty audit”？" in result.stderr
    missing = run("audit", POLICY, CASES, tongue="zh")
    assert "缺少“--as-of”" in missing.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_name_the_command(shell: str):
    result = run("completion", shell)
    assert result.exit_code == 0
    assert "_DUTY_COMPLETE" in result.output


def test_completion_knows_commands_and_their_words(monkeypatch: pytest.MonkeyPatch):
    from click.shell_completion import BashComplete, ZshComplete

    monkeypatch.setenv("DUTY_LANG", "zh")
    complete = BashComplete(duty, {}, "duty", "_DUTY_COMPLETE")
    assert "audit" in [item.value for item in complete.get_completions([], "au")]
    assert "--as-of" in [item.value for item in complete.get_completions(["audit"], "--a")]
    spoken = ZshComplete(duty, {}, "duty", "_DUTY_COMPLETE").get_completions([], "au")
    assert spoken[0].help == "按制度审查案件"


# ---- codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", catalogue.codes())
@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_every_code_is_explained_with_an_example(code: str, tongue: str):
    result = run("rule", code.lower(), tongue=tongue)
    assert result.exit_code == 0
    assert result.output.startswith(f"{code}: ")
    assert ("Example:" if tongue == "en" else "示例：") in result.output


def test_all_codes_are_listed():
    lines = run("rule").output.splitlines()
    assert [line[:4] for line in lines] == list(catalogue.codes())


def test_codes_as_json():
    import json

    (entry,) = json.loads(run("rule", "K001", "--json").output)
    assert entry["code"] == "K001"
    assert entry["helps"]["near"]
    assert len(json.loads(run("rule", "--json").output)) == len(catalogue.codes())
