"""Remarks in the texts, and versions of a policy, in its document."""

from pathlib import Path

from dutylang.reports.policy_doc.document import policy_doc
from dutylang.reports.policy_doc.model import plain
from dutylang.texts import read_texts
from tests.reports.policy_docs import HEAD, IMPRINT, PACK, doc, doc_at, rule

RULES = """
-- What comes first.
-- It has two lines.
chapter 1 "One"  -- and one behind

-- On the article.
article 1 "First"
  -- On the duty.
  duty one
    after each emergency
    -- Inside the duty.
    manager must visit_site within arrive_within  -- behind a line
  # On the second.
  duty two
    manager must visit_site
"""


def test_remarks_stand_at_what_they_are_on():
    found = doc(RULES, "en")
    (chapter,) = found.chapters
    (article,) = chapter.articles
    assert [note.text for note in chapter.notes] == ["What comes first. It has two lines.", "and one behind"]
    assert [note.text for note in article.notes] == ["On the article."]
    assert [note.text for note in rule(found, "one").notes] == [
        "On the duty.",
        "Inside the duty.",
        "behind a line",
    ]
    assert [note.text for note in rule(found, "two").notes] == ["On the second."]


def test_a_remark_before_the_head_is_on_the_policy_and_one_on_vocabulary_is_left_out():
    head = "-- On the whole.\n" + HEAD.replace("role manager", "-- On a role.\nrole manager")
    found = doc(RULES, "en", head)
    assert [note.text for note in found.notes] == ["On the whole."]
    assert all("role" not in note.text for article in found.articles for note in article.notes)


def test_lines_of_a_chinese_remark_are_joined_without_a_space():
    found = doc('-- 第一行，\n-- 第二行。\narticle 1 "一"\n  duty one\n    manager must visit_site\n', "zh")
    assert found.articles[0].notes[0].text == "第一行，第二行。"


def test_remarks_may_come_from_the_same_policy_in_the_other_tongue():
    english = doc_at(PACK, "zh")
    texts, problems = read_texts(PACK)
    own, _ = read_texts(PACK / "zh")
    assert not problems
    from dutylang.pipeline import check_policy

    policy, _, _ = check_policy(PACK)
    assert policy is not None
    found = policy_doc(policy, texts.documents, "zh", IMPRINT, own.documents)
    assert {note.tongue for article in english.articles for note in article.notes} == {"en"}
    assert {note.tongue for article in found.articles for note in article.notes} == {"zh"}
    counts = [len(article.notes) for article in english.articles]
    assert counts == [len(article.notes) for article in found.articles]


# ---- versions ----------------------------------------------------------------------------------

FIRST = HEAD.replace('version "1.0"', 'version "1"').replace(
    "in force from 2024-01-01", "in force from 2024-01-01 until 2024-12-31"
)
SECOND = HEAD.replace('version "1.0"', 'version "2"').replace(
    "in force from 2024-01-01",
    "in force from 2025-01-01\n  published 2024-11-01\n  open deadlines follow this version",
)
BODY = """article 1 "First"
  duty one
    after each emergency
    manager must visit_site within DAYS days
article 2 "Second"
  duty two
    after each emergency
    manager must brief_leader within 3 days
"""


def test_the_latest_version_is_shown_and_the_others_are_listed(tmp_path: Path):
    (tmp_path / "a.duty").write_text(FIRST + BODY.replace("DAYS", "5"), encoding="utf-8")
    (tmp_path / "b.duty").write_text(SECOND + BODY.replace("DAYS", "2"), encoding="utf-8")
    found = doc_at(tmp_path, "en")
    assert [rule.name for rule in found.rules] == ["one", "two"]
    assert "within 2 days" in plain(rule(found, "one").sentences[0])
    (annex,) = (each for each in found.annexes if each.anchor == "versions")
    lines = [[[plain(text) for text in cell] for cell in row.cells] for row in annex.grids[0].rows]
    assert lines == [
        [
            ["1"],
            ["from 1 January 2024 until 31 December 2024"],
            ["—"],
            ["Differs from the version shown in: Article 1"],
        ],
        [
            ["2"],
            ["from 1 January 2025"],
            ["1 November 2024"],
            ["The version shown here", "Open deadlines follow this version"],
        ],
    ]  # fmt: skip


def test_versions_of_an_article_stand_beside_each_other():
    text = """article 1 "First"
  in force from 2024-01-01 until 2024-12-31
  -- The old one.
  duty one
    after each emergency
    manager must visit_site within 5 days
article 1 "First"
  in force from 2025-01-01
  -- The new one.
  duty one
    after each emergency
    manager must visit_site within 2 days
"""
    found = doc(text, "zh")
    assert [article.in_force for article in found.articles] == [
        "自2024年1月1日起至2024年12月31日止施行",
        "自2025年1月1日起施行",
    ]
    assert [article.anchor for article in found.articles] == ["article-1", "article-1-v2"]
    assert [each.anchor for each in found.rules] == ["rule-one", "rule-one-v2"]
    assert [[note.text for note in each.notes] for each in found.rules] == [
        ["The old one."],
        ["The new one."],
    ]
    assert [plain(task.deadline) for task in found.tasks] == ["在5日内", "在2日内"]
    assert [plain(task.article) for task in found.tasks] == [
        "第一条（自2024年1月1日起至2024年12月31日止施行）",
        "第一条（自2025年1月1日起施行）",
    ]
    (annex,) = (each for each in found.annexes if each.anchor == "versions")
    assert len(annex.grids[0].rows) == 1
