"""The package tells its version when asked, and nothing else."""

import runpy
from importlib.metadata import version

import pytest

import dutylang
from dutylang import cli


def test_the_version_is_that_of_the_installed_package():
    assert dutylang.__version__ == version("dutylang")


def test_other_names_are_not_there():
    with pytest.raises(AttributeError, match="no attribute 'colour'"):
        _ = dutylang.colour


def test_running_the_package_runs_the_command(monkeypatch: pytest.MonkeyPatch):
    called = []
    monkeypatch.setattr(cli, "main", lambda: called.append(True))
    runpy.run_module("dutylang", run_name="__main__")
    assert called == [True]
