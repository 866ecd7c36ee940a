"""Builds the documentation site: English at its root, Chinese below `zh/`; any broken link or anchor ends it.

    python tools/site.py [FOLDER]        # out/site when left out

The pages of `docs/` and the generated reference are laid out as one project for each tongue and built by Zensical. Each
page below `docs/` has its twin below `docs/zh/`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
from tools.reference_pages import pages_of, words_of  # noqa: E402  (found once the root is on the path)
from tools.said_in_both import with_both_tongues  # noqa: E402

DOCS = ROOT / "docs"
TONGUES = ("en", "zh")
CJK = "\u2018-\u201d\u2026\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
WRAPPED = re.compile(
    rf"(?<=[{CJK}*)])\n *(?=[{CJK}\[]|\*\*)"
    r"|(?<=[，。、；：？！）])\n *(?!\d+\. )(?=[`A-Za-z0-9])"
)
"""A line end between two lines of one Chinese paragraph; after a full-width mark nothing is set apart by a blank."""
LEAD = re.compile(rf"(?<=。\*\*) (?=[{CJK}])")
"""The blank after a bold lead, which Markdown needs on other sites: the full stop is wide enough."""
COLOUR = re.compile(r"\x1b\[[\d;]*m")
TOOLS = {"assets", "zh"}
"""Folders of `docs/` that hold no English pages."""


def english_pages() -> dict[str, str]:
    """The written pages in English, by their paths below `docs/`."""
    return {
        path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(DOCS.rglob("*.md"))
        if path.relative_to(DOCS).parts[0] not in TOOLS
    }


def chinese_pages() -> dict[str, str]:
    """The written pages in Chinese, by their paths below `docs/zh/`."""
    folder = DOCS / "zh"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.md"))
    }


def pages_in(tongue: str) -> dict[str, str]:
    """All pages of a tongue, written and generated, as they are given to the generator."""
    english = english_pages()
    pages = (english if tongue == "en" else chinese_pages()) | pages_of(tongue)
    if "patterns.md" in pages:
        pages["patterns.md"] = with_both_tongues(
            pages["patterns.md"], english["patterns.md"], words_of(tongue)["patterns"]
        )
    pages = {name: _within_site(text, name) for name, text in pages.items()}
    return pages if tongue == "en" else {name: unbroken(text) for name, text in pages.items()}


def _within_site(text: str, name: str) -> str:
    """Links from the pages to other files of the repository are shown as paths: the site does not hold these files."""
    depth = name.count("/")
    outside = "../" * (depth + 1)
    return re.sub(rf"\[([^\]]+)\]\({re.escape(outside)}(?!\.\./)([^)]+)\)", r"\1 (`\2`)", text)


def unbroken(text: str) -> str:
    """Chinese lines are joined without a blank, which a line end in Markdown would leave between them; code stays."""
    parts = re.split(r"(^```.*?^```$)", text, flags=re.DOTALL | re.MULTILINE)
    return "".join(part if part.startswith("```") else LEAD.sub("", WRAPPED.sub("", part)) for part in parts)


def navigation(tongue: str, pages: Mapping[str, str]) -> list[dict[str, object]]:
    """The tree of pages with their titles; every page but those of single codes stands in it."""
    plan = tomllib.loads((DOCS / "site.toml").read_text(encoding="utf-8"))
    tree: list[dict[str, object]] = [{plan["home"][tongue]: "index.md"}]
    for section in plan["section"]:
        names = [name for pattern in section["pages"] for name in _matching(pattern, pages)]
        tree.append({section[tongue]: [{_title(pages[name]): name} for name in names]})
    return tree


def _matching(pattern: str, pages: Mapping[str, str]) -> list[str]:
    if pattern.endswith("/*"):
        return sorted(name for name in pages if name.startswith(pattern[:-1]))
    return [pattern] if pattern in pages else []


def _title(text: str) -> str:
    found = re.search(r"^# (.+)$", text, flags=re.MULTILINE)
    assert found is not None
    return found[1].replace("`", "")


def configuration(tongue: str, pages: Mapping[str, str]) -> dict[str, Any]:
    """What the generator is told."""
    up = "" if tongue == "en" else "../"
    return {
        "site_name": "dutylang",
        "docs_dir": "docs",
        "site_dir": "site",
        "use_directory_urls": False,
        "nav": navigation(tongue, pages),
        "extra_css": ["assets/site.css"],
        "extra_javascript": ["assets/tongue.js"],
        "theme": {
            "language": tongue,
            "font": False,
            "features": [
                "navigation.tabs",
                "navigation.top",
                "navigation.footer",
                "content.code.copy",
                "search.highlight",
                "toc.follow",
            ],
            "palette": [
                {"media": "(prefers-color-scheme: light)", "scheme": "default"},
                {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
            ],
        },
        "extra": {
            "generator": False,
            "alternate": [
                {"name": "English", "link": f"{up}index.html", "lang": "en"},
                {"name": "中文", "link": "zh/index.html" if tongue == "en" else "index.html", "lang": "zh"},
            ],
        },
        "markdown_extensions": {
            "admonition": {},
            "attr_list": {},
            "tables": {},
            "toc": {
                "permalink": True,
                "slugify": {"object": "pymdownx.slugs.slugify", "kwds": {"case": "lower"}},
            },
            "pymdownx.highlight": {"pygments_lang_class": True},
            "pymdownx.superfences": {},
        },
    }


def toml_of(value: object) -> str:
    """A value as TOML, tables written inline."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{toml_of(str(key))} = {toml_of(each)}" for key, each in value.items()) + "}"
    assert isinstance(value, list)
    return "[" + ", ".join(toml_of(each) for each in value) + "]"


def laid_out(tongue: str, folder: Path) -> None:
    """The project of a tongue in a folder: pages, assets, configuration."""
    pages = pages_in(tongue)
    for name, text in pages.items():
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(DOCS / "assets", folder / "docs" / "assets", dirs_exist_ok=True)
    lines = ["[project]"]
    lines += [f"{key} = {toml_of(value)}" for key, value in configuration(tongue, pages).items()]
    (folder / "zensical.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def built(folder: Path) -> Iterator[tuple[str, int]]:
    """Builds both tongues below a folder: each with the exit code of the generator."""
    for tongue in TONGUES:
        project = folder / "build" / tongue
        shutil.rmtree(project, ignore_errors=True)
        laid_out(tongue, project)
        command = [
            sys.executable,
            "-m",
            "zensical",
            "build",
            "--strict",
            "--clean",
            "-f",
            str(project / "zensical.toml"),
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            print(COLOUR.sub("", done.stdout + done.stderr.partition("Traceback")[0]))
        yield tongue, done.returncode


def main() -> int:
    """Builds the site; 1 where a page, a link or an anchor is missing."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "out" / "site"
    codes = [code for _, code in built(target.parent)]
    if any(codes):
        return 1
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(target.parent / "build" / "en" / "site", target)
    shutil.copytree(target.parent / "build" / "zh" / "site", target / "zh")
    print(f"{target / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
