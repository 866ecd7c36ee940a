"""Policies of many articles, for measuring how long they take to be read and checked."""

from __future__ import annotations

from pathlib import Path

HEAD = """policy book_of_{count} "A book of {count} articles" zh "{count}条的制度"
  version   "1"
  in force  from 2020-01-01
  calendar  china
  timezone  "Asia/Shanghai"
  counting  civil_code

role head     "head of department" zh "部门负责人"
role manager  "client manager" zh "客户经理" reports to head

case guarantee "guarantee" zh "担保项目"
  amount   "amount" zh "保额" money CNY
  secured  "secured" zh "有抵押" yes/no

"""
VERBS = {"filing": "申报", "visit": "走访", "review": "复核", "report": "上报"}
STEMS = "甲乙丙丁戊己庚辛壬癸子丑"
LABELS = {f"{verb}_{n}": f"{told}{stem}" for n, stem in enumerate(STEMS) for verb, told in VERBS.items()}
EVENTS = (*LABELS,)
BODIES = (
    '  duty {r} "{r}" zh "规则{n1:04}"\n    after each {a}\n    manager must {b} within {n} working days\n',
    '  duty {r} "{r}" zh "规则{n1:04}"\n    after each {a} with score is at least {n}\n'
    "    when amount is more than {n}00000 CNY and secured\n"
    "    manager must {b} within {n} days\n    otherwise head must {c} within {n} working days\n",
    '  prohibition {r} "{r}" zh "规则{n1:04}"\n    after {a}\n    nobody may {b}\n    unless {c} on the same day\n',
    '  duty {r} "{r}" zh "规则{n1:04}"\n    manager may {b} only after {a} within {n} days\n',
    '  duty {r} "{r}" zh "规则{n1:04}"\n    every quarter from {a} until {c}\n    manager must {b} at least 1 times\n',
    '  duty {r} "{r}" zh "规则{n1:04}"\n    {a} and {b} by different persons\n',
    '  duty {r} "{r}" zh "规则{n1:04}"\n    after each {a}\n'
    "    manager must {b} within {n} hours\n    then must {c} within {n} days\n",
)


def text_of_articles(count: int) -> str:
    """A policy of so many articles, each with one rule; ten articles a chapter."""
    lines = [HEAD.format(count=count)]
    lines += [
        f'event {name} "{name}" zh "{told}"\n  score "score" zh "评分" number\n'
        for name, told in LABELS.items()
    ]
    for number in range(count):
        if number % 10 == 0:
            lines.append(
                f'\nchapter {number // 10 + 1} "Part {number // 10 + 1}" zh "部分{number // 10 + 1}"\n'
            )
        a, b, c = (EVENTS[(number * step + place) % len(EVENTS)] for place, step in enumerate((1, 7, 11)))
        if b in (a, c) or c == a:
            b, c = (EVENTS[(EVENTS.index(a) + step) % len(EVENTS)] for step in (1, 2))
        body = BODIES[number % len(BODIES)].format(
            r=f"rule_{number + 1}", n1=number + 1, a=a, b=b, c=c, n=2 + number % 9
        )
        lines.append(f'\narticle {number + 1} "Matter {number + 1}" zh "事项{number + 1}"\n{body}')
    return "".join(lines)


def write_both(count: int, folder: Path) -> dict[str, Path]:
    """The policy as files in English and in Chinese, which is what `duty fmt --to zh` makes of it."""
    from dutylang.source import Source
    from dutylang.syntax.from_text import document_from_text
    from dutylang.syntax.to_text import text_from_document

    text = text_of_articles(count)
    document, problems = document_from_text(Source("articles.duty", text))
    assert document is not None, problems
    found = {"en": text, "zh": text_from_document(document, "zh")}
    paths = {tongue: folder / f"articles_{count}.{tongue}.duty" for tongue in found}
    for tongue, path in paths.items():
        path.write_text(found[tongue], encoding="utf-8")
    return paths
