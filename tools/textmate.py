"""Writes what VS Code knows of the language, made from the lexicons and the grammar: colours, words, indents.

`python -m tools.textmate` writes them into `editors/vscode`; with `--check` it only says whether they
are up to date. The last but one part of each scope is the sort of `dutylang.syntax.marks`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from dutylang.syntax.lexicon import OPENERS, lexicon, tongues
from tools.textmate_en import english
from tools.textmate_parts import Pattern, any_of, literal_patterns
from tools.textmate_zh import chinese

FOLDER = Path(__file__).resolve().parent.parent / "editors" / "vscode"
_HAN = r"\p{Han}"
_ONE_LINE = frozenset({"USE", "ROLE", "TERM", "PARAMETER", "GRADES", "JUDGEMENT", "CHAPTER", "DEFINE"})
"""Headings below which nothing stands deeper."""


def policy_grammar() -> Pattern:
    """The grammar of a policy: from the first line that opens with a Chinese character it is Chinese."""
    return {
        "name": "Duty policy",
        "scopeName": "source.duty",
        "fileTypes": ["duty"],
        "patterns": [
            {"include": "#literals"},
            {
                "begin": rf"^(?=[ \t\u3000\ufeff]*{_HAN})",
                "end": r"(?!)",
                "name": "meta.chinese.duty",
                "patterns": [{"include": "#chinese"}],
            },
            {"include": "#english"},
        ],
        "repository": {
            "literals": {"patterns": literal_patterns()},
            **english(),
            **chinese(),
        },
    }


def markdown_grammar() -> Pattern:
    """Colours policies in the fenced blocks of Markdown."""
    return {
        "scopeName": "markdown.duty.codeblock",
        "injectionSelector": "L:text.html.markdown",
        "patterns": [{"include": "#fenced"}],
        "repository": {
            "fenced": {
                "begin": r"(^|\G)(\s*)(`{3,}|~{3,})\s*(?i:(duty)(\s+[^`~]*)?$)",
                "end": r"(^|\G)(\2|\s{0,3})(\3)\s*$",
                "name": "markup.fenced_code.block.markdown",
                "beginCaptures": {
                    "3": {"name": "punctuation.definition.markdown"},
                    "4": {"name": "fenced_code.block.language.markdown"},
                },
                "endCaptures": {"3": {"name": "punctuation.definition.markdown"}},
                "patterns": [
                    {
                        "begin": r"(^|\G)(\s*)(.*)",
                        "while": r"(^|\G)(?!\s*([`~]{3,})\s*$)",
                        "contentName": "meta.embedded.block.duty",
                        "patterns": [{"include": "source.duty"}],
                    }
                ],
            }
        },
    }


def language_configuration() -> Pattern:
    """How the editor treats comments, brackets, words and indents."""
    return {
        "comments": {"lineComment": "--"},
        "brackets": [["(", ")"], ["（", "）"]],
        "autoClosingPairs": [
            *({"open": open_, "close": close} for open_, close in (("(", ")"), ("（", "）"))),
            *(
                {"open": open_, "close": close, "notIn": ["string", "comment"]}
                for open_, close in (('"', '"'), ("“", "”"))
            ),
        ],
        "surroundingPairs": [["(", ")"], ["（", "）"], ['"', '"'], ["“", "”"], ["`", "`"]],
        "colorizedBracketPairs": [["(", ")"], ["（", "）"]],
        # A run of Chinese characters is one word: only the grammar knows where to cut it.
        "wordPattern": (
            r"[A-Za-z_\u00c0-\u024f][\w\u00c0-\u024f]*|[\u3400-\u9fff\uf900-\ufaff]+"
            r"|\d{4}-\d{1,2}-\d{1,2}|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?%?"
        ),
        "folding": {"offSide": True},
        "indentationRules": {"increaseIndentPattern": _deeper(), "decreaseIndentPattern": "^(?!)"},
        "onEnterRules": [
            {"beforeText": r"^\s*--", "afterText": r"\S", "action": {"indent": "none", "appendText": "-- "}},
            {"beforeText": r"^\s*-\s+\S", "action": {"indent": "none", "appendText": "- "}},
            {"beforeText": r"^\s*\|.*\|\s*$", "action": {"indent": "none", "appendText": "| "}},
        ],
    }


def _deeper() -> str:
    """A line below which the next one is indented: a heading, or the number of an article."""
    openers = [
        word
        for tongue in tongues()
        for word, meanings in lexicon(tongue).meanings.items()
        if any(meaning.terminal in OPENERS - _ONE_LINE for meaning in meanings)
    ]
    return rf"^\s*(?:(?:{any_of(openers)})\s|第\S+条)"


def files() -> dict[Path, str]:
    """Each file that is made, with its text."""
    made = {
        "syntaxes/duty.tmLanguage.json": policy_grammar(),
        "syntaxes/duty.markdown.json": markdown_grammar(),
        "language-configuration.json": language_configuration(),
    }
    return {
        FOLDER / name: json.dumps(grammar, ensure_ascii=False, indent=2) + "\n"
        for name, grammar in made.items()
    }


def main(arguments: list[str]) -> int:
    """Writes the files, or says which are out of date; 1 if any is."""
    if "--check" in arguments:
        old = [
            path.name
            for path, text in files().items()
            if not path.exists() or path.read_text(encoding="utf-8") != text
        ]
        if old:
            print(f"out of date: {', '.join(old)} (python -m tools.textmate)")
        return 1 if old else 0
    for path, text in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
