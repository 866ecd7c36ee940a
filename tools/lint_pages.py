"""The catalogue → docs/lint/<CODE>.md in English and docs/zh/lint/<CODE>.md in Chinese, with a table of all rules.

Usage: python tools/lint_pages.py [--check]
With --check nothing is written; pages that differ from the catalogue, or are of no rule, are named and the exit
code is 1.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from dutylang.diagnostics import catalogue
from dutylang.lint.rules import CODES, MENDS

DOCS = Path(__file__).resolve().parent.parent / "docs"
FOLDERS = {"en": DOCS / "lint", "zh": DOCS / "zh" / "lint"}

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "help": "What to do",
        "why": "Why",
        "example": "Example",
        "instead": "Instead",
        "all": "All rules",
        "safe": "`duty lint --fix` mends it: the policy means afterwards what it meant before.",
        "unsafe": "`duty lint --fix --unsafe-fixes` mends it; look at what it changes with `--diff` first.",
        "code": "code",
        "finds": "what it points out",
        "mends": "fix",
        "safe_cell": "safe",
        "unsafe_cell": "unsafe",
        "L0": "Comments that allow a finding",
        "L1": "Scenarios",
        "L2": "Duties, prohibitions, deadlines",
        "L3": "Liability and exemption",
        "L4": "Decision tables",
        "L5": "Names, labels, articles",
        "L6": "Writing",
        "title": "# Lint\n",
        "intro": """\
`duty lint` points out what a policy may say and probably does not mean. `duty check` comes first: it says what cannot
be read or means nothing. Lint reads the policy and never judges a case.

```sh
duty lint policy.duty
duty lint --diff policy.duty
duty lint --fix policy.duty
duty lint --select L3,L401 --ignore L307 policy.duty
duty rule L401
```

- **Which rules.** `--select` and `--ignore` take codes, or how codes begin: `L3` is all rules about liability.
- **Fixes.** `--fix` carries out the safe fixes: afterwards the policy means what it meant. `--unsafe-fixes` adds those
  that are a guess. `--diff` shows what would change and writes nothing. No fix is kept after which the policy does not
  check.
- **Exit codes.** 0: nothing to point out (with `--diff`: nothing would change). 1: findings are left (with `--diff`:
  something would change). 2: usage. 3: a policy does not check.
- **Forms.** `--format human`, `json`, `sarif`, `github` or `junit`, as of `duty check`.
- **What is used.** Of a file that is given only the file itself is looked at, not the texts that it uses; of a folder
  all of its texts.

## Allowing a finding

A comment in the text allows a finding and says why. Above a block (an article, a rule, a chapter) it covers the block;
behind a line, that line; with `throughout`, the whole text. Both tongues are read in every text.

```duty title="allowed.duty"
-- lint: allow L205 because the association sets no time for the visit
article 3 "Visits"
  duty visit
    after each apply
    manager must visit_site
  prohibition no_change  -- lint: allow L204 because the law itself punishes it
    nobody may change_report
```

Without a reason the comment allows nothing and is reported (L001), and so is one that allows what is not found (L002).
""",
    },
    "zh": {
        "help": "怎么办",
        "why": "为什么",
        "example": "示例",
        "instead": "应当这样写",
        "all": "全部规则",
        "safe": "`duty lint --fix` 可以改好，改动后制度的含义不变。",
        "unsafe": "`duty lint --fix --unsafe-fixes` 可以改动；请先用 `--diff` 看清改动的内容。",
        "code": "代码",
        "finds": "指出什么",
        "mends": "改动",
        "safe_cell": "安全",
        "unsafe_cell": "须核对",
        "L0": "准许意见的注释",
        "L1": "情形",
        "L2": "义务、禁止事项与期限",
        "L3": "责任与免责",
        "L4": "分类表",
        "L5": "名称、标题与条文",
        "L6": "写法",
        "title": "# 审校\n",
        "intro": """\
`duty lint` 指出制度中允许这样写、但多半不是本意的地方。
应当先用 `duty check`：它指出读不懂或者没有意义的地方。审校只读制度，不判断任何案件。

```sh
duty lint policy.duty
duty lint --diff policy.duty
duty lint --fix policy.duty
duty lint --select L3,L401 --ignore L307 policy.duty
duty rule L401
```

- **哪些规则。** `--select` 与 `--ignore` 后写代码或者代码的开头：`L3` 指有关责任的全部规则。
- **改动。** `--fix` 作安全的改动，改动后制度的含义不变；`--unsafe-fixes` 再加上须核对的改动。
  `--diff` 只显示会怎样改动，不写文件。凡改动后制度不能通过检查的，不予保留。
- **退出码。** 0：没有意见（用 `--diff` 时：没有可改动之处）。1：仍有意见（用 `--diff` 时：有可改动之处）。2：用法有误。
  3：制度未通过检查。
- **格式。** `--format` 后写 `human`、`json`、`sarif`、`github` 或 `junit`，与 `duty check` 相同。
- **范围。** 给出文件的，只看该文件，不看它所引用的文本；给出文件夹的，看其中全部文本。

## 准许某项意见

文本中的注释可以准许某项意见，并须写明理由。写在一段（条、规则、章）之上的管整段，写在行末的只管该行，写“全文允许”的管整份文本。
两种语言的写法在任何文本中都可以使用。

```duty title="allowed.duty"
-- 审校：允许 L205，因为协会未规定走访时限
第三条 “实地调查”
  义务 实地走访
    每次受理申请之后，客户经理必须实地调查。
  禁止事项 擅改报告  -- 审校：允许 L204，因为法律另有处罚
    任何人不得更改报告。
```

没有理由的注释不起作用，并会被指出（L001）；所准许的意见并不存在的，也会被指出（L002）。
""",
    },
}


def pages() -> Iterator[tuple[Path, str]]:
    """Every page with its text."""
    for tongue, folder in FOLDERS.items():
        yield folder / "index.md", _index(tongue)
        for code in sorted(CODES):
            yield folder / f"{code}.md", _page(code, tongue)


def heading(code: str, tongue: str) -> str:
    """The message of a rule without the names that a finding puts into it."""
    message = catalogue.raw(f"{code}.message", tongue)
    return re.sub(r"\{[^}|]*\}", "…", re.sub(r"\{\w+\|[^|}]*\|([^}]*)\}", r"\1", message))


def _page(code: str, tongue: str) -> str:
    words, entry = WORDS[tongue], catalogue.entry(code, tongue)
    if entry is None:
        raise AssertionError(f"{code} has no words")
    advice = [text for text in (entry.help, *entry.helps.values()) if text]
    mends = [words[MENDS[code]]] if code in MENDS else []
    parts = [
        f"# {code}: {heading(code, tongue)}",
        entry.explain,
        f"## {words['why']}",
        entry.why,
        f"## {words['help']}",
        "\n".join(f"- {text}" for text in [*advice, *mends]),
        f"## {words['example']}",
        f'```duty title="example.duty"\n{entry.example}\n```',
        f"## {words['instead']}",
        f'```duty title="instead.duty"\n{entry.instead}\n```',
        f"[{words['all']}](index.md)",
    ]
    return "\n\n".join(parts) + "\n"


def _index(tongue: str) -> str:
    words = WORDS[tongue]
    lines = [words["title"], words["intro"]]
    group = ""
    for code in sorted(CODES):
        if code[:2] != group:
            group = code[:2]
            lines += [f"{'' if group == 'L0' else chr(10)}## {words[group]}\n"]
            lines += [f"| {words['code']} | {words['finds']} | {words['mends']} |", "|---|---|---|"]
        mends = words[f"{MENDS[code]}_cell"] if code in MENDS else ""
        lines.append(f"| [{code}]({code}.md) | {heading(code, tongue)} | {mends} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Writes the pages, or with --check names those that are not as they should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    wanted = dict(pages())
    there = [path for folder in FOLDERS.values() for path in folder.glob("*.md")]
    stale = [path for path in there if path not in wanted]
    if parser.parse_args(arguments).check:
        wrong = stale + [path for path, text in wanted.items() if not path.is_file() or _read(path) != text]
        for path in wrong:
            print(path.relative_to(DOCS.parent))
        return 1 if wrong else 0
    for path in stale:
        path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
