"""A policy as a document: what stands where, in both tongues, of the packs and of every golden policy."""

import pytest
from hypothesis import given

from dutylang.pipeline import loaded_from_text
from dutylang.policy.places import article_reference
from dutylang.reports.policy_doc.model import PolicyDoc, Text, plain
from dutylang.syntax.ast import Checklist, Duty, RuleKind
from tests.language.test_golden import HERE, STEMS, TONGUES, loaded
from tests.reports.policy_docs import IMPRINT, PACK, doc_at, doc_of, shape
from tests.strategies.grounds import drafts


def golden(stem: str, tongue: str) -> PolicyDoc:
    found, _ = loaded(f"{stem}.en.duty")
    assert found is not None
    return doc_of(found, tongue)


SOUND = [stem for stem in STEMS if (HERE / f"{stem}.en.duty").exists()]


def texts_of(found: PolicyDoc) -> list[Text]:
    """Every text of a document that can hold links."""
    grids = [grid for article in found.articles for grid in (article.parameters,) if grid is not None]
    grids += [grid for rule in found.rules for grid in rule.grids]
    grids += [grid for annex in found.annexes for grid in annex.grids]
    texts = [text for grid in grids for row in grid.rows for cell in row.cells for text in cell]
    texts += [text for rule in found.rules for text in rule.sentences]
    texts += [text for rule in found.rules for fact in rule.facts for text in fact.texts]
    for task in found.tasks:
        texts += [task.duty, task.bearer, task.act, task.trigger, task.deadline, task.escalates, task.article]
    return texts


def anchors_of(found: PolicyDoc) -> list[str]:
    anchors = [chapter.anchor for chapter in found.chapters]
    anchors += [article.anchor for article in found.articles]
    anchors += [rule.anchor for rule in found.rules]
    for annex in found.annexes:
        anchors += [row.anchor for grid in annex.grids for row in grid.rows if row.anchor]
    return anchors


def check(found: PolicyDoc) -> None:
    """What holds of every document."""
    anchors = anchors_of(found)
    assert len(anchors) == len(set(anchors))
    assert {run.to for text in texts_of(found) for run in text if run.to} <= set(anchors)
    for text in texts_of(found):
        assert plain(text).strip()
        assert not set("\ufdd0\ufdd1\ufdd3\ufdd4!") & set(plain(text))
    assert all(plain(task.deadline) for task in found.tasks)


# ---- every policy ------------------------------------------------------------------------------


@pytest.mark.parametrize("stem", SOUND)
def test_every_golden_policy_has_a_document_in_both_tongues(stem: str):
    documents = [golden(stem, tongue) for tongue in TONGUES]
    for found in documents:
        check(found)
    assert shape(documents[0]) == shape(documents[1])


@pytest.mark.parametrize("stem", SOUND)
def test_the_tongue_of_the_text_makes_no_difference(stem: str):
    chinese, _ = loaded(f"{stem}.zh.duty")
    assert chinese is not None
    assert shape(doc_of(chinese, "en")) == shape(golden(stem, "en"))


@pytest.mark.parametrize("stem", SOUND)
def test_every_rule_stands_once_under_its_article(stem: str):
    source, _ = loaded(f"{stem}.en.duty")
    assert source is not None
    meant = {
        (item.number, item.paragraph, item.item, item.in_force, rule.declared.name)
        for _, document in source.texts.documents
        for item in document.items
        for rule in getattr(item, "rules", ())
    }
    found = golden(stem, "en")
    assert len(found.rules) == len(meant)
    assert sorted(rule.name for rule in found.rules) == sorted(each[-1] for each in meant)


@given(draft=drafts())
def test_any_policy_that_checks_has_a_document_in_both_tongues(draft):
    found, _ = loaded_from_text(draft.text())
    if found is None:
        return
    documents = [doc_of(found, tongue) for tongue in TONGUES]
    for each in documents:
        check(each)
    assert shape(documents[0]) == shape(documents[1])


# ---- the guarantee pack ------------------------------------------------------------------------


@pytest.fixture(scope="module", params=TONGUES)
def pack(request: pytest.FixtureRequest) -> PolicyDoc:
    return doc_at(PACK, request.param)


def test_every_rule_of_the_pack_stands_once_at_its_article(pack: PolicyDoc):
    from dutylang.pipeline import check_policy

    policy, _, _ = check_policy(PACK)
    assert policy is not None
    placed = {article.anchor: [rule.name for rule in article.rules] for article in pack.articles}
    meant: dict[str, list[str]] = {}
    for each in policy.rules:
        if each.article is not None:
            meant.setdefault(f"article-{article_reference(each.article)}", []).append(each.rule.declared.name)
    assert placed == meant


def test_articles_come_in_order_and_the_appendix_last(pack: PolicyDoc):
    chapters = [[article.anchor for article in chapter.articles] for chapter in pack.chapters]
    assert [len(chapter.articles) for chapter in pack.chapters if chapter.number] == [2, 10, 7, 8, 9]
    assert chapters[1][0] == "article-5"
    assert chapters[1][-1] == "article-14"
    assert chapters[5][0] == "article-4.1"
    assert chapters[5][-1] == "article-4.6"


def test_every_parameter_stands_once_with_its_value_and_at_each_article_that_uses_it(pack: PolicyDoc):
    (annex,) = (each for each in pack.annexes if each.anchor == "parameters")
    (grid,) = annex.grids
    names = [plain(row.cells[0][1]) for row in grid.rows]
    assert len(names) == len(set(names)) == 31
    used = {name: plain(row.cells[3][0]) for name, row in zip(names, grid.rows, strict=True)}
    for article in pack.articles:
        shown = article.parameters.rows if article.parameters is not None else ()
        here = {run.to.removeprefix("parameter-") for row in shown for run in row.cells[0][0]}
        spoken = {
            run.to.removeprefix("parameter-")
            for rule in article.rules
            for text in (*rule.sentences, *(t for fact in rule.facts for t in fact.texts), *cells(rule.grids))
            for run in text
            if run.to.startswith("parameter-")
        }
        assert here == spoken
        assert all(article.number in used[name] for name in here)


def cells(grids) -> list[Text]:
    return [text for grid in grids for row in grid.rows for cell in row.cells for text in cell]


def test_every_duty_has_its_row_with_a_deadline(pack: PolicyDoc):
    from dutylang.pipeline import check_policy

    policy, _, _ = check_policy(PACK)
    assert policy is not None
    duties = [
        each.rule.declared.name
        for each in policy.rules
        if isinstance(each.rule, Checklist)
        or (isinstance(each.rule, Duty) and each.rule.kind is not RuleKind.PERMISSION)
    ]
    owed = [task.rule for task in pack.tasks if task.part == 1]
    assert sorted(owed) == sorted([*duties, "diligent_manager"])
    assert all(plain(task.deadline) not in ("", "—") for task in pack.tasks)


def test_the_rows_by_role_are_the_rows_of_the_table(pack: PolicyDoc):
    by_role = {id(task) for group in pack.by_role for task in group.tasks}
    assert by_role == {id(task) for task in pack.tasks}
    assert [group.role for group in pack.by_role] == [
        "client_manager", "department_head", "accountability_panel", "",
    ]  # fmt: skip


def test_both_tongues_of_the_pack_have_the_same_structure():
    assert shape(doc_at(PACK, "en")) == shape(doc_at(PACK, "zh"))


def test_the_head_names_policy_version_hash_calendar_and_program(pack: PolicyDoc):
    values = [value for _, value in pack.facts]
    assert values[:2] == ["guarantee_rules", "1.0"]
    assert any(len(value) == 64 for value in values)
    assert IMPRINT.calendar in values
    assert f"dutylang {IMPRINT.program_version}" in values
