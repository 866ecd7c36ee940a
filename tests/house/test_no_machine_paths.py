"""The text of the project speaks of the project alone: no path of one machine, no host of a registry."""

import re

import pytest

from tests.house.tree import name_of, project_files, text_of

# Each pattern is written so that it does not match itself.
FORBIDDEN = {
    "a home folder": r"(?<![\w.])/(?:home|Users|root)/[\w.-]",
    "a working folder of one machine": r"(?<![\w.~/-])/(?:work|workspace|mnt|opt|scratch)/[\w.-]",
    "a drive": r"\b[A-Z]:\\{1,2}(?:Users|Documents)",
    "a registry host": r"py[p]i\.org|python[h]osted\.org|npm[j]s\.|registry\.[a-z]+\.(?:com|org|io)",
    "a private index": r"find[-]links|--index[-]url|extra-index[-]url|trusted[-]host",
}


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_file_names_a_machine_or_a_registry(kind: str):
    pattern = re.compile(FORBIDDEN[kind])
    found = []
    for path in project_files():
        for number, line in enumerate((text_of(path) or "").splitlines(), start=1):
            if path.name != "test_no_machine_paths.py" and pattern.search(line):
                found.append(f"{name_of(path)}:{number}: {line.strip()[:120]}")
    assert found == []


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("a home folder", 'open("/home/' + 'li/x")'),
        ("a working folder of one machine", "cd /work/" + "main"),
        ("a drive", "C:\\" + "Users\\li"),
        ("a registry host", "https://py" + "pi.org/simple"),
        ("a private index", "--find-" + "links dist"),
    ],
)
def test_the_patterns_find_what_they_are_for(kind: str, line: str):
    assert re.search(FORBIDDEN[kind], line)


def test_constraints_are_names_and_versions_only():
    (constraints,) = [path for path in project_files() if name_of(path) == "constraints.txt"]
    lines = [line for line in (text_of(constraints) or "").splitlines() if line and not line.startswith("#")]
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line)] == []
