"""Versions of one policy: which texts make one, no day without one, one record for all."""

from __future__ import annotations

import pytest

from dutylang.policy.versions import policy_from_texts
from dutylang.source import Source
from dutylang.syntax.from_text import document_from_text

HEAD = """policy guarantees
  version "{version}"
  in force from {since}{until}
  counting calendar_days
  timezone "UTC"
"""
BODY = """
role manager
event issue
event visit
article 1 "Visits"
  duty visit_after_issue
    after each issue
    manager must visit within {days} days
"""


def text(version, since, until="", days=5, body=BODY):
    ends = f" until {until}" if until else ""
    return HEAD.format(version=version, since=since, until=ends) + body.format(days=days)


def loaded(**files):
    documents = []
    for name, words in files.items():
        source = Source(name.replace("__", "/") + ".duty", words)
        document, problems = document_from_text(source)
        assert not problems
        documents.append((source, document))
    return policy_from_texts(documents)


def codes(problems):
    return [problem.code for problem in problems]


def test_versions_of_a_folder_are_one_policy_with_the_latest_in_front():
    policy, problems = loaded(new=text("2", "2025-01-01", days=10), old=text("1", "2024-01-01", "2024-12-31"))
    assert problems == ()
    assert (policy.version, [each.version for each in policy.earlier]) == ("2", ["1"])


def test_a_day_without_a_version_is_an_error_that_names_the_days():
    policy, problems = loaded(old=text("1", "2024-01-01", "2024-11-30"), new=text("2", "2025-01-01"))
    assert policy is None
    assert codes(problems) == ["V001"]
    assert (str(problems[0].args["first"]), str(problems[0].args["last"])) == ("2024-12-01", "2024-12-31")


@pytest.mark.parametrize("until", ["2025-01-01", "2025-06-30", ""])
def test_a_day_with_two_versions_is_an_error(until):
    policy, problems = loaded(old=text("1", "2024-01-01", until), new=text("2", "2025-01-01"))
    assert policy is None
    assert codes(problems) == ["V002"]


def test_two_texts_with_one_version_name_are_an_error():
    _, problems = loaded(old=text("1", "2024-01-01", "2024-12-31"), new=text("1", "2025-01-01"))
    assert codes(problems) == ["V003"]


def test_a_field_that_changes_its_type_is_an_error():
    case = BODY + "case deal\n  amount {kind}\n"
    policy, problems = loaded(
        old=HEAD.format(version="1", since="2024-01-01", until=" until 2024-12-31")
        + case.format(days=5, kind="number"),
        new=HEAD.format(version="2", since="2025-01-01", until="") + case.format(days=5, kind="text"),
    )
    assert policy is None
    assert "V004" in codes(problems)


def test_a_fault_in_a_shared_text_is_told_once():
    _, problems = loaded(
        old=text("1", "2024-01-01", "2024-12-31"),
        new=text("2", "2025-01-01"),
        words='article 9 "More"\n  duty unheard_of\n    manager must sing within 3 days\n',
    )
    assert codes(problems).count("N001") == 1


def test_a_text_in_the_folder_of_a_version_belongs_to_it_alone():
    more = 'article 9 "More"\n  duty visit_again\n    after each issue\n    manager must visit within 1 day\n'
    policy, problems = loaded(
        y2024__head=text("1", "2024-01-01", "2024-12-31"),
        y2025__head=text("2", "2025-01-01"),
        y2025__more=more,
    )
    assert problems == ()
    assert [placed.rule.declared.name for placed in policy.rules] == ["visit_after_issue", "visit_again"]
    assert [placed.rule.declared.name for placed in policy.earlier[0].rules] == ["visit_after_issue"]


def test_a_text_beside_all_heads_belongs_to_every_version():
    more = 'article 9 "More"\n  duty visit_again\n    after each issue\n    manager must visit within 1 day\n'
    policy, _ = loaded(old=text("1", "2024-01-01", "2024-12-31"), new=text("2", "2025-01-01"), words=more)
    assert {each.version: len(each.rules) for each in (policy, *policy.earlier)} == {"1": 2, "2": 2}


def test_a_text_that_only_one_version_uses_belongs_to_it():
    more = 'article 9 "More"\n  duty visit_again\n    after each issue\n    manager must visit within 1 day\n'
    policy, _ = loaded(
        old=text("1", "2024-01-01", "2024-12-31"),
        new='use "words.duty"\n' + text("2", "2025-01-01"),
        words=more,
    )
    assert {each.version: len(each.rules) for each in (policy, *policy.earlier)} == {"1": 1, "2": 2}


def test_events_that_only_one_version_knows_can_stand_in_every_record():
    policy, _ = loaded(
        old=text("1", "2024-01-01", "2024-12-31", body=BODY + "event inspect\n"), new=text("2", "2025-01-01")
    )
    assert "inspect" in policy.vocabulary.events
    assert "inspect" in policy.earlier[0].vocabulary.events


def test_two_policies_of_different_names_are_not_versions():
    other = text("2", "2025-01-01").replace("policy guarantees", "policy leases")
    _, problems = loaded(old=text("1", "2024-01-01", "2024-12-31"), new=other)
    assert codes(problems) == ["N005"]


ARTICLE = """
article 1 "Visits"
  in force from {since}{until}
  duty visit_after_issue
    after each issue
    manager must visit within {days} days
"""
WORDS = "\nrole manager\nevent issue\nevent visit\n"


def in_articles(*versions):
    head = HEAD.format(version="1", since="2024-01-01", until="")
    return (
        head
        + WORDS
        + "".join(
            ARTICLE.format(since=since, until=f" until {until}" if until else "", days=days)
            for since, until, days in versions
        )
    )


def test_versions_of_an_article_may_keep_the_names_of_their_rules():
    policy, problems = loaded(one=in_articles(("2024-01-01", "2024-06-30", 3), ("2024-07-01", "", 5)))
    assert problems == ()
    assert [each.since.isoformat() for each in (*policy.earlier, policy)] == ["2024-01-01", "2024-07-01"]
    assert [len(each.rules) for each in (*policy.earlier, policy)] == [1, 1]
    assert policy.version == "1"


def test_a_day_between_two_versions_of_an_article_is_an_error():
    _, problems = loaded(one=in_articles(("2024-01-01", "2024-06-30", 3), ("2024-08-01", "", 5)))
    assert codes(problems) == ["V005"]
    assert (str(problems[0].args["first"]), str(problems[0].args["last"])) == ("2024-07-01", "2024-07-31")


def renamed(*versions):
    """Texts of one article, each with a rule of its own name."""
    articles = [
        ARTICLE.format(since=since, until=f" until {until}" if until else "", days=5).replace(
            "visit_after_issue", f"visits_{place}"
        )
        for place, (since, until) in enumerate(versions)
    ]
    return HEAD.format(version="1", since="2024-01-01", until="") + WORDS + "".join(articles)


@pytest.mark.parametrize(
    ("versions", "days"),
    [
        ([("2024-01-01", "2024-06-30"), ("2024-08-01", "")], [("2024-07-01", "2024-07-31")]),
        ([("2024-01-01", "2024-06-30"), ("2024-07-01", "")], []),
        ([("2024-08-01", ""), ("2024-01-01", "2024-06-30")], [("2024-07-01", "2024-07-31")]),
        ([("2024-01-01", "2024-01-31"), ("2024-02-02", "2024-02-29"), ("2024-03-02", "")],
         [("2024-02-01", "2024-02-01"), ("2024-03-01", "2024-03-01")]),
    ],
)  # fmt: skip
def test_a_day_between_two_texts_of_an_article_is_an_error_whatever_their_rules_are_called(versions, days):
    policy, problems = loaded(one=renamed(*versions))
    found = [(str(each.args["first"]), str(each.args["last"])) for each in problems if each.code == "V005"]
    assert (found, policy is None) == (days, bool(days))


def test_texts_of_an_article_in_force_together_leave_no_day_out_between_them():
    _, problems = loaded(
        one=renamed(("2024-01-01", "2024-12-31"), ("2024-02-01", "2024-03-31"), ("2025-01-01", ""))
    )
    assert "V005" not in codes(problems)
    _, problems = loaded(one=renamed(("2024-01-01", ""), ("2024-02-01", "2024-03-31"), ("2025-01-01", "")))
    assert "V005" not in codes(problems)


def test_versions_of_an_article_that_overlap_are_an_error():
    policy, problems = loaded(one=in_articles(("2024-01-01", "2024-07-31", 3), ("2024-07-01", "", 5)))
    assert policy is None
    assert "N008" in codes(problems)


@pytest.mark.parametrize(("until", "expected"), [("2024-06-30", []), ("2024-05-31", ["V006"])])
def test_a_day_without_a_value_of_a_parameter_is_an_error(until, expected):
    more = f"parameter t = 3 days in force from 2024-01-01 until {until}\n"
    more += "parameter t = 5 days in force from 2024-07-01\n"
    body = more + BODY.replace("{days} days", "t")
    _, problems = loaded(one=text("1", "2024-01-01", body=body))
    assert codes(problems) == expected


def test_a_scenario_may_speak_of_a_rule_that_one_version_alone_has():
    new = 'article 2 "More"\n  duty visit_again\n    after each issue\n    manager must visit within 9 days\n'
    told = 'scenario "s" as of 2025-03-01\n  given issue at 2025-01-02\n  expect visit_again violated\n'
    policy, problems = loaded(
        old=text("1", "2024-01-01", "2024-12-31"), new=text("2", "2025-01-01") + new, words=told
    )
    assert problems == ()
    assert [each.title for each in policy.scenarios] == ["s"]
