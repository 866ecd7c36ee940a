"""What is published works on its own: sdist → wheel → an empty environment → an audit."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import ROOT

pytestmark = pytest.mark.slow

SHIPPED = (
    "grammar/duty.lark",
    "grammar/lexicon/en.toml",
    "grammar/lexicon/zh.toml",
    "policies/guarantee/en/guarantee.duty",
    "policies/guarantee/zh/guarantee.duty",
    "examples/guarantee/README.md",
    "examples/guarantee/cases/holders.yaml",
)


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    # Nothing of the checkout may leak into what is tested.
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COV"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**environment, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "build", "--no-isolation", "--sdist", "--outdir", folder, ROOT, cwd=folder)
    (archive,) = folder.glob("*.tar.gz")
    return archive


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (unpacked,) = (path for path in folder.iterdir() if path.is_dir())
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder, unpacked, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def duty(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a fresh environment that holds the wheel, and sees the libraries of this one."""
    folder = tmp_path_factory.mktemp("installed") / "env"
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--no-deps",
        "--no-index",
        wheel,
        cwd=folder,
    )
    where = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
    # A path line, not a site folder: the editable install of the checkout is not followed from here.
    libraries = Path(where.stdout.strip()) / "libraries.pth"
    libraries.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return scripts / "duty"


def test_the_sdist_carries_all_that_a_build_needs(sdist: Path):
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert {*SHIPPED, "src/dutylang/__init__.py", "src/dutylang/py.typed", "LICENSE", "README.md"} <= names
    assert any(name.startswith("policies/") for name in names)


def test_the_wheel_carries_grammar_policies_and_words(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    assert {f"dutylang/_shipped/{name}" for name in SHIPPED} <= set(names)
    assert any(name.startswith("dutylang/_shipped/policies/") for name in names)
    assert "dutylang/diagnostics/messages/zh/general.toml" in names
    assert not [name for name in names if name.startswith("tests/")]


def test_the_installed_command_is_the_wheel_s_own(duty: Path, tmp_path: Path):
    assert "0.1.0" in run(duty, "--version", cwd=tmp_path).stdout
    python = duty.parent / "python"
    where = run(python, "-c", "from dutylang import shipped; print(shipped.grammar_dir())", cwd=tmp_path)
    assert where.stdout.strip().startswith(str(duty.parent.parent))


def test_the_installed_command_audits(duty: Path, tmp_path: Path):
    example = ROOT / "examples" / "seven_articles"
    policy = min(example.rglob("*.duty"))
    audit = run(duty, "audit", policy, example / "cases", "--as-of", "2026-06-30", cwd=tmp_path)
    assert audit.stdout.strip()


def test_the_installed_command_shows_its_own_book(duty: Path, tmp_path: Path):
    demo = run(duty, "demo", "--quiet", cwd=tmp_path)
    assert str(Path("out", "guarantee.en.html")) in demo.stdout
    assert (tmp_path / "out" / "guarantee.en.html").stat().st_size > 0
