"""Checklists: each document its own finding, judged when the event comes that it must precede."""

import datetime as dt

from dutylang.assessment.model import Finding, Verdict
from dutylang.cases.record import DocumentRecord, Holding
from tests.assessment.common import at, case_of, flags, found, happened, only, verdicts

RULES = "  checklist file\n    clerk must have on file{verified}\n{items}    before report\n"
REPORT = happened("report", "2024-05-10")


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def document(
    period: str | None = None,
    original: bool | None = None,
    filed: str | None = "2024-05-01",
    verified: str | None = None,
    by: str | None = None,
    valid: str | None = None,
) -> DocumentRecord:
    return DocumentRecord("licence", period, original, day(filed), day(verified), by, day(valid))


def item(
    options: str, *documents: DocumentRecord, verified: str = "", as_of: str = "2024-05-31", **case: object
) -> Finding:
    rules = RULES.format(verified=verified, items=f"      - licence{options}\n")
    events = case.pop("events", (REPORT,))
    return only(found(rules, case_of(*events, documents=documents, **case), as_of))  # type: ignore[misc]


def lacking(finding: Finding) -> object:
    return finding.reason_args.get("lacking")


def test_on_file_or_missing():
    assert item("", document()).verdict is Verdict.SATISFIED
    missing = item("")
    assert (missing.verdict, missing.part, lacking(missing)) == (Verdict.VIOLATED, "licence", ["missing"])
    assert lacking(item("", document(filed="2024-05-11"))) == ["filed_late"]
    assert flags(item("", document(filed="2024-05-10"))) == {"order_assumed"}
    assert item("", document(filed=None)).verdict is Verdict.SATISFIED


def test_each_item_has_a_finding():
    rules = RULES.format(verified="", items="      - licence\n      - mandate\n")
    findings = found(rules, case_of(REPORT, documents=(document(),)), "2024-05-31")
    assert [(each.part, each.verdict.value) for each in findings] == [
        ("licence", "satisfied"),
        ("mandate", "violated"),
    ]


def test_a_list_of_documents_with_gaps_proves_no_absence():
    assert item("", documents_complete=False).verdict is Verdict.UNKNOWN


def test_before_the_event_an_item_is_pending():
    assert item("", events=()).verdict is Verdict.PENDING
    closed = item("", events=(), closed_at=at("2024-05-20"))
    assert (closed.verdict, closed.reason) == (Verdict.NOT_APPLICABLE, "anchor_never_came")
    unseen = item("", events=(), registers={})
    assert unseen.verdict is Verdict.UNKNOWN or unseen.verdict is Verdict.PENDING


def test_originals():
    assert item(" original", document(original=True)).verdict is Verdict.SATISFIED
    assert lacking(item(" original", document(original=False))) == ["copy_only"]
    assert item(" original", document()).verdict is Verdict.UNKNOWN


def test_validity():
    assert item(" valid", document(valid="2024-05-10")).verdict is Verdict.SATISFIED
    assert lacking(item(" valid", document(valid="2024-05-09"))) == ["expired"]
    assert item(" valid", document()).verdict is Verdict.UNKNOWN


def test_verification():
    clerks = (Holding("clerk", "An", dt.date(2024, 1, 1)),)

    def told(verified: str | None, by: str | None = None) -> object:
        return lacking(item("", document(verified=verified, by=by), verified=" and verified", holders=clerks))

    assert told("2024-05-09", "An") is None
    assert told("2024-05-09") is None
    assert told("2024-05-11", "An") == ["verified_late"]
    assert told("2024-05-09", "Bo") == ["verified_by_other"]
    assert told(None) == ["not_verified"]


def test_conditions_of_an_item():
    assert item(" when urgent", fields={"urgent": False}).verdict is Verdict.NOT_APPLICABLE
    assert item(" when urgent", fields={"urgent": True}).verdict is Verdict.VIOLATED
    assert item(" when urgent").verdict is Verdict.UNKNOWN
    assert item(" unless urgent", fields={"urgent": True}).verdict is Verdict.EXEMPT
    assert item(" unless urgent", fields={"urgent": False}).verdict is Verdict.VIOLATED


YEARS = " for the last 3 years, or since opened_on"


def test_the_last_whole_years():
    three = [document(str(year)) for year in (2021, 2022, 2023)]
    old = {"fields": {"opened_on": dt.date(2010, 1, 1)}}
    assert item(YEARS, *three, **old).verdict is Verdict.SATISFIED
    assert lacking(item(YEARS, *three[:2], **old)) == ["2023"]
    late = document("2023", filed="2024-05-20")
    assert lacking(item(YEARS, *three[:2], late, **old)) == ["2023: filed_late"]


def test_a_young_customer_owes_fewer_years():
    young = {"fields": {"opened_on": dt.date(2023, 1, 1)}}
    assert item(YEARS, document("2023"), **young).verdict is Verdict.SATISFIED
    this_year = {"fields": {"opened_on": dt.date(2024, 2, 1)}}
    assert item(YEARS, **this_year).verdict is Verdict.SATISFIED


def test_not_knowing_how_old_leaves_lacking_years_open():
    finding = item(YEARS, document("2023"))
    assert finding.verdict is Verdict.UNKNOWN
    assert [leaf.subject for leaf in finding.deciders] == ["opened_on"]
    three = [document(str(year)) for year in (2021, 2022, 2023)]
    assert item(YEARS, *three).verdict is Verdict.SATISFIED


def test_months_and_quarters():
    months = [document(f"2024-{month:02}") for month in (3, 4)]
    assert item(" for the last 2 months", *months).verdict is Verdict.SATISFIED
    assert lacking(item(" for the last 1 quarter")) == ["2024-Q1"]


def test_a_checklist_that_is_not_in_force_yet():
    early = happened("report", "2023-12-31")
    rules = RULES.format(verified="", items="      - licence\n")
    assert verdicts(found(rules, case_of(early), "2024-05-31")) == ["not_applicable"]
