"""From text to tree, in both tongues: every construct, the words of the design, and the bounds."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from dutylang.source import NOWHERE, Source
from dutylang.syntax import ast
from dutylang.syntax.from_text import document_from_text, known_names, text, tongue_of, uses_of
from dutylang.syntax.written_names import KnownNames
from dutylang.values import Unit

SAMPLES = Path(__file__).parent / "samples"


def read(written: str, **options: object) -> ast.Document:
    """The tree of a text that must be without fault."""
    document, diagnostics = document_from_text(Source("t", written), **options)  # type: ignore[arg-type]
    assert diagnostics == ()
    return document


def sample(tongue: str) -> Source:
    path = SAMPLES / f"everything_{tongue}.duty"
    return Source(path.name, path.read_text(encoding="utf-8"))


def clauses(body: str, head: str = "duty a") -> tuple[ast.Clause, ...]:
    """The clauses of an English duty with the given lines."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    article = read(f"article 1\n  {head}\n{lines}\n").items[0]
    assert isinstance(article, ast.Article)
    (rule,) = article.rules
    assert isinstance(rule, ast.Duty)
    return rule.clauses


def obligation(line: str) -> ast.Obligation:
    (clause,) = clauses(line)
    assert isinstance(clause, ast.Obligation)
    return clause


def condition(words: str) -> ast.Expr:
    made = obligation(f"a must b when {words}")
    assert made.when is not None
    return made.when


def days(count: int, unit: Unit = Unit.DAY) -> ast.Duration:
    return ast.Duration(count, unit)


def ref(name: str) -> ast.Ref:
    return ast.Ref(ast.Name(name))


def test_the_samples_are_without_fault() -> None:
    for tongue in ("en", "zh"):
        assert document_from_text(sample(tongue))[1] == ()


def test_both_samples_are_the_same_tree() -> None:
    assert document_from_text(sample("en"))[0].items == document_from_text(sample("zh"))[0].items


def test_every_node_has_its_place() -> None:
    for tongue in ("en", "zh"):
        document, _ = document_from_text(sample(tongue))
        pending: list[object] = list(document.items)
        while pending:
            node = pending.pop()
            if isinstance(node, tuple):
                pending.extend(node)
                continue
            if not hasattr(node, "span"):
                continue
            if node != ast.Settings():
                assert node.span != NOWHERE, node
                assert 0 <= node.span.start <= node.span.end <= len(sample(tongue).text)
            pending.extend(getattr(node, field.name) for field in node.__attrs_attrs__)


def test_spans_hold_the_words() -> None:
    written = "article 1\n  duty a\n    x must visit within 3 days\n"
    article = read(written).items[0]
    assert isinstance(article, ast.Article)
    duty = article.rules[0]
    assert isinstance(duty, ast.Duty)
    made = duty.clauses[0]
    assert written[made.span.start : made.span.end] == "x must visit within 3 days"
    assert isinstance(made, ast.Obligation)
    bound = made.bounds[0]
    assert written[bound.span.start : bound.span.end] == "within 3 days"
    assert (bound.span.line, bound.span.column) == (3, 18)


def test_layout_has_no_meaning() -> None:
    plain = "article 1\nduty a\nafter each e\nr must v within 3 days\nthen must w\n"
    shaped = "article 1\n\n\tduty a\r\n      after each e\n  r must v within 3 days\n\n then must w"
    assert read(plain) == read(shaped)


def test_comments_are_kept_beside_the_tree() -> None:
    document = read('# one\nrole a -- two\nrole b "-- no remark"\n--three\n')
    assert [(c.text, c.own_line, c.span.line) for c in document.comments] == [
        ("one", True, 1),
        ("two", False, 2),
        ("three", True, 4),
    ]
    chinese = read("角色 甲 -- 一\n# 二\n")
    assert [(c.text, c.own_line) for c in chinese.comments] == [("一", False), ("二", True)]


@pytest.mark.parametrize(
    ("words", "bound"),
    [
        ("within 3 working days", ast.Within(days(3, Unit.WORKING_DAY))),
        ("within report_within", ast.Within(ast.Duration(None, None, ast.Name("report_within")))),
        ("within 2 hours after e", ast.Within(days(2, Unit.HOUR), ast.Name("e"))),
        ("strictly within 1 day", ast.Within(days(1), strict=True)),
        ("before e", ast.BeforeEvent(ast.Name("e"))),
        ("before the next e", ast.BeforeEvent(ast.Name("e"), next=True)),
        ("at least 5 days before e", ast.AtLeastBefore(days(5), ast.Name("e"))),
        ("by 2024-06-30", ast.ByDate(dt.date(2024, 6, 30))),
        ("by the 10th of each month", ast.ByDay(10, None, ast.PeriodRef.EACH_MONTH)),
        ("by 3rd of the following quarter", ast.ByDay(3, None, ast.PeriodRef.FOLLOWING_QUARTER)),
        ("by 30 April of the following year", ast.ByDay(30, 4, ast.PeriodRef.FOLLOWING_YEAR)),
        ("by 17:00", ast.ByTime(dt.time(17))),
        ("by 9:05:07 of the next day", ast.ByTime(dt.time(9, 5, 7), "next_day")),
        ("by 17:00 of the next working day", ast.ByTime(dt.time(17), "next_working_day")),
        ("by the end of the quarter", ast.EndOf(Unit.QUARTER)),
        ("on the same day", ast.SameDay()),
        ("on the same day as e", ast.SameDay(ast.Name("e"))),
        ("at least once", ast.Times(ast.TimesKind.AT_LEAST, 1)),
        ("at most 2 times", ast.Times(ast.TimesKind.AT_MOST, 2)),
        ("exactly 1 time", ast.Times(ast.TimesKind.EXACTLY, 1)),
        ("for the same x, y", ast.ForTheSame((ast.Name("x"), ast.Name("y")))),
        ("by different persons", ast.ByDifferentPersons()),
        ("by someone other than who e", ast.ByOtherThan(ast.Name("e"))),
        ("as the next event", ast.AsNextEvent()),
        (
            "by the later of 4 hours after e and 2 days counting exact and 2024-06-30",
            ast.Pick(
                True,
                (
                    ast.Within(days(4, Unit.HOUR), ast.Name("e")),
                    ast.Within(days(2), settings=ast.Settings(counting="exact")),
                    ast.ByDate(dt.date(2024, 6, 30)),
                ),
            ),
        ),
        (
            'within 3 days on calendar "holidays:DE" counting exact not rolling',
            ast.Within(days(3), settings=ast.Settings("exact", "holidays:DE", ast.Roll.NOT_ROLLING)),
        ),
    ],
)
def test_bounds(words: str, bound: ast.Bound) -> None:
    assert obligation(f"a must b {words}").bounds == (bound,)


@pytest.mark.parametrize(
    ("words", "node"),
    [
        ("a", ref("a")),
        ("a and b and c", ast.And((ref("a"), ref("b"), ref("c")))),
        ("a or b and not c", ast.Or((ref("a"), ast.And((ref("b"), ast.Not(ref("c"))))))),
        ("(a or b) and c", ast.And((ast.Or((ref("a"), ref("b"))), ref("c")))),
        ("a = 3", ast.Compare(ast.CompareOp.EQ, ref("a"), ast.Number(Decimal(3)))),
        ("a is 1,234.50", ast.Compare(ast.CompareOp.EQ, ref("a"), ast.Number(Decimal("1234.50")))),
        ("a ≥ -5%", ast.Compare(ast.CompareOp.GE, ref("a"), ast.Percent(Decimal(-5)))),
        ("a < -2 EUR", ast.Compare(ast.CompareOp.LT, ref("a"), ast.MoneyAmount(Decimal(-2), "EUR"))),
        ("a is not b", ast.Compare(ast.CompareOp.NE, ref("a"), ref("b"))),
        ("a is missing", ast.IsMissing(ref("a"))),
        ("a is not missing", ast.Not(ast.IsMissing(ref("a")))),
        ("a not in b, c", ast.Not(ast.In(ref("a"), (ref("b"), ref("c"))))),
        ("e on the same day", ast.Happens(ast.Name("e"), ast.Relation.SAME_DAY)),
        ("e within 2 days before", ast.Happens(ast.Name("e"), ast.Relation.WITHIN_BEFORE, days(2))),
        (
            "e with (x is 1) on the same day",
            ast.Happens(
                ast.Name("e"),
                ast.Relation.SAME_DAY,
                None,
                ast.Compare(ast.CompareOp.EQ, ref("x"), ast.Number(Decimal(1))),
            ),
        ),
        (
            "e with x within 2 days before",
            ast.Happens(ast.Name("e"), ast.Relation.WITHIN_BEFORE, days(2), ref("x")),
        ),
        (
            "a - b - c is 1",
            ast.Compare(
                ast.CompareOp.EQ,
                ast.Arith(ast.ArithOp.MINUS, ast.Arith(ast.ArithOp.MINUS, ref("a"), ref("b")), ref("c")),
                ast.Number(Decimal(1)),
            ),
        ),
        (
            "a of b of c is yes",
            ast.Compare(
                ast.CompareOp.EQ,
                ast.FieldOf(ast.Name("a"), ast.FieldOf(ast.Name("b"), ref("c"))),
                ast.YesNo(True),
            ),
        ),
        (
            "no unrepaired breach of the duties of chapter 3",
            ast.NoBreach(ast.ChapterRange(3, 3), unrepaired=True, person_bore=False),
        ),
    ],
)
def test_conditions(words: str, node: ast.Expr) -> None:
    assert condition(words) == node


def test_conditions_on_their_own_lines_belong_to_the_obligation_above() -> None:
    below = clauses("a must b\nwith c\ntogether with d\nunless e\nwhen f")
    beside = clauses("a must b with c together with d unless e when f")
    assert below == beside
    assert len(below) == 1


def test_a_condition_before_the_obligation_is_a_line_of_its_own() -> None:
    when, _, then = clauses("when c\na must b\nthen must d\nwhen e")
    assert when == ast.When(ref("c"))
    assert isinstance(then, ast.Step)
    assert then.obligation.when == ref("e")


def test_with_below_a_trigger_belongs_to_the_trigger() -> None:
    assert clauses("after each e\nwith c\na must b") == clauses("after each e with c\na must b")


def test_words_may_be_names_where_the_keyword_cannot_stand() -> None:
    document = read(
        "case c\n  original yes/no\n  verified yes/no\n  open one of full, closed, late\n"
        "article 1\n  checklist q\n    r must have on file\n      copy original\n    before e\n"
    )
    case = document.items[0]
    assert isinstance(case, ast.Case)
    assert [field.declared.name for field in case.fields] == ["original", "verified", "open"]


def test_strings_may_hold_quotation_marks_and_line_ends() -> None:
    made = obligation(r'a must b when c is "x \"y\" \\ z\n"').when
    assert isinstance(made, ast.Compare)
    assert made.right == ast.TextLiteral('x "y" \\ z\n')
    assert read("role a “甲”") == read('role a "甲"')


def test_articles_have_ids() -> None:
    numbers = ["14", "14a", "A1", "14-1", "3.2"]
    document = read("".join(f"article {number}\n" for number in numbers))
    assert [item.number for item in document.items if isinstance(item, ast.Article)] == numbers
    chinese = read("第十四条\n第14a条\n第A1条\n第十四条之一\n第3.2条\n第一百零五条\n", tongue="zh")
    assert [i.number for i in chinese.items if isinstance(i, ast.Article)] == [*numbers, "105"]


def test_rules_stand_under_the_article_above_them() -> None:
    document = read(
        "define a means x\narticle 1\ndefine b means x\nduty c\nr must v\nchapter 2\ndefine d means x\n"
    )
    assert [type(item) for item in document.items] == [
        ast.Definition,
        ast.Article,
        ast.Chapter,
        ast.Definition,
    ]
    article = document.items[1]
    assert isinstance(article, ast.Article)
    assert [rule.declared.name for rule in article.rules] == ["b", "c"]


def test_a_scenario_may_speak_of_a_step_or_an_item() -> None:
    document = read(
        'scenario "s" as of 2024-06-30 17:00\n  expect a step 2 violated\n  expect a item licence satisfied\n'
    )
    scenario = document.items[0]
    assert isinstance(scenario, ast.Scenario)
    assert scenario.as_of.time == dt.time(17)
    first, second = scenario.expects
    assert isinstance(first, ast.ExpectDuty)
    assert isinstance(second, ast.ExpectDuty)
    assert (first.step, second.item) == (2, ast.Name("licence"))
    chinese = read(
        "角色 r\n情形 “s” 截至 2024年6月30日 17:00\n  预期a第2步违反\n  预期 a 项目 licence 已履行\n"
    )
    other = chinese.items[1]
    assert isinstance(other, ast.Scenario)
    assert other.expects == scenario.expects


def test_the_tongue_is_that_of_the_first_keyword() -> None:
    assert tongue_of("-- 角色\nrole 客户经理\n") == "en"
    assert tongue_of("# role\n角色 keeper\n") == "zh"
    assert tongue_of("第十四条 “x”\n") == "zh"
    assert tongue_of("") == "en"
    assert tongue_of("nothing at all\n角色 甲") == "zh"


def test_uses_are_found_without_reading_the_rest() -> None:
    source = Source("t", 'use "a.duty"\nrole x\n  use "b.duty"\nnot use "c.duty"\n引用 “d.duty”\n')
    assert [use.path for use in uses_of(source)] == ["a.duty", "b.duty", "d.duty"]
    assert uses_of(source)[1].span.line == 3


def test_too_large_a_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "LARGEST_TEXT", 10)
    document, diagnostics = document_from_text(Source("t", "role abcdefgh\n"))
    assert document.items == ()
    assert [found.code for found in diagnostics] == ["S006"]


def test_too_many_rules_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MOST_RULES", 2)
    lines = "article 1\n" + "".join(f"duty a{n}\nr must v\n" for n in range(3))
    assert [found.code for found in document_from_text(Source("t", lines))[1]] == ["S007"]
    assert document_from_text(Source("t", lines.replace("duty a2\nr must v\n", "")))[1] == ()


@pytest.mark.parametrize(
    "words", ["(" * 60 + "a" + ")" * 60, "not " * 200 + "a", " + ".join("a" * 200), "a of " * 200 + "b"]
)
def test_too_deep_nesting_is_refused(words: str) -> None:
    written = f"article 1\nduty d\na must b when {words}\n"
    assert [found.code for found in document_from_text(Source("t", written))[1]] == ["S009"]


def test_nesting_to_the_bound_is_read() -> None:
    assert condition("(" * 50 + "a" + ")" * 50) == ref("a")


def test_a_text_knows_the_names_of_the_files_it_uses() -> None:
    vocabulary = read('role keeper zh "保管员"\nevent inspect zh "查库"\n')
    known = known_names([vocabulary])
    written = "第一条\n  义务 甲\n    保管员必须在3日内查库。\n"
    document = read(written, known=known)
    article = document.items[0]
    assert isinstance(article, ast.Article)
    duty = article.rules[0]
    assert isinstance(duty, ast.Duty)
    assert duty.clauses == (
        ast.Obligation(
            (ast.Name("keeper"),), ast.Modal.MUST, ast.Act((ast.Name("inspect"),)), (ast.Within(days(3)),)
        ),
    )


def test_known_names_have_one_id_each() -> None:
    documents = [
        read('role a zh "甲"\nrole b zh "乙"\nrole c zh "乙"\nrole d zh "可以"\nrole e zh "两 字"\n')
    ]
    known = known_names(documents)
    assert known.written("zh") == {"a": "a", "b": "b", "c": "c", "d": "d", "e": "e", "甲": "a"}
    assert KnownNames().written("zh") == {}
