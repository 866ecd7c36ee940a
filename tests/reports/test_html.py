"""The page of an audit: whole by itself, the same numbers as the JSON, in both tongues, readable without scripts."""

import base64
import hashlib
import io
import json
import re

import attrs
import pytest

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Breach, CaseAssessment, Flag, NearMiss, Verdict
from dutylang.assessment.persons import OpenQuestion, Result
from dutylang.calendars import count_backward, count_forward
from dutylang.calendars.named import china
from dutylang.cases.record import BEGINNING, CaseRecord, EventRecord
from dutylang.diagnostics import Diagnostic, catalogue
from dutylang.reports.articles import article_order
from dutylang.reports.audit import Ending, summary_of
from dutylang.reports.formats import report_in
from dutylang.reports.grouping import Groups
from dutylang.reports.html.groups import MOST_LISTED
from dutylang.reports.html.report import HtmlReport
from dutylang.reports.html.scale import Scale, stretches
from dutylang.reports.html.timeline import MOST_EVENT_ROWS, MOST_EVENTS, MOST_LANES, timeline_of
from dutylang.reports.html.window import MOST_DAYS, strips_of
from dutylang.source import NOWHERE
from dutylang.values import Period, Unit
from tests.cli.common import run
from tests.house.tree import ROOT
from tests.reports import accounts, common
from tests.reports.common import COUNT, RUN, SHANGHAI, at, day, finding, late_finding
from tests.reports.pages import page_of, part, words_of

TONGUES = ("en", "zh")
EXAMPLE = ROOT / "examples" / "seven_articles"
LEAF = Leaf(LeafKind.FIELD, "amount")
ALL_VERDICTS = [
    CaseAssessment(f"V-{each.value}", each, (finding(each, "done", opened=day("2024-05-01")),))
    for each in Verdict
]
LATE = CaseAssessment(
    "G-1",
    Verdict.LATE,
    (
        late_finding(near_misses=(NearMiss(1, "not_a_holder"),), flags=frozenset({Flag.BACK_DATED})),
        finding(
            Verdict.UNKNOWN,
            "hangs_on_unknown",
            possible=frozenset([Verdict.LATE, Verdict.SATISFIED]),
            deciders=(LEAF,),
        ),
        finding(
            Verdict.VIOLATED,
            "not_kept",
            rule="cover",
            article="",
            opened=day("2024-04-01"),
            breaches=(
                Breach(day("2024-05-02"), day("2024-05-04")),
                Breach(day("2024-06-01"), None),
            ),
        ),
        finding(Verdict.VIOLATED, "not_done", advisory=True, opened=day("2024-05-01"), due=day("2031-05-01")),
    ),
    open_questions=(OpenQuestion(LEAF, ("head",), day("2024-07-01"), overdue=True),),
)


def written(tongue: str = "en", format_: str = "html", groups: Groups | None = None) -> str:
    out = io.StringIO()
    report = report_in(format_, out, accounts.names_of(tongue), groups=groups)
    summary = summary_of(["prompt_visit", "unused"])
    report.begin(attrs.evolve(RUN, known_at=day("2024-07-15")))
    for case, assessed in [
        (accounts.CASE, accounts.ASSESSED),
        (common.CASE, LATE),
        *((CaseRecord(each.case_id), each) for each in ALL_VERDICTS),
    ]:
        summary.add(assessed)
        report.case(case, assessed)
    summary.unread = 2
    problems = (Diagnostic("G016", NOWHERE, {"path": "x", "near": "y"}, help="near"),)
    report.end(Ending(summary, problems, accounts.BOOK))
    return out.getvalue()


@pytest.fixture(scope="module", params=TONGUES)
def tongue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def page(tongue: str) -> str:
    return written(tongue)


def test_the_page_stands_alone(page: str):
    found = page_of(page)
    fetching = ("src", "srcset", "action", "formaction", "data", "poster", "background", "ping", "manifest")
    for tag, attributes in found.elements:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base", "image", "use"}
        assert not [name for name in attributes if name in fetching or name.startswith("on")]
        assert "style" not in attributes  # the policy would refuse it
        assert attributes.get("href", "#").startswith("#")
    assert "http://" not in page
    assert "https://" not in page
    assert found.comments == []


def test_its_policy_allows_its_own_style_and_script_alone(page: str):
    (meta,) = [each for each in page_of(page).all("meta") if "http-equiv" in each]
    rules = dict(rule.strip().split(" ", 1) for rule in meta["content"].split(";"))
    digests = {}
    for tag in ("style", "script"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digests[tag] = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert meta["http-equiv"] == "Content-Security-Policy"
    assert rules["default-src"] == "'none'"
    assert rules["style-src"] == f"'sha256-{digests['style']}'"
    assert rules["script-src"] == f"'sha256-{digests['script']}'"
    # The policy counts only for what comes after it.
    assert page.index("Content-Security-Policy") < page.index("<style>")


def test_ids_are_unique_and_every_link_arrives(page: str):
    found = page_of(page)
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {each["href"][1:] for each in found.all("a")}
    labels = {name for _, each in found.elements for name in each.get("aria-labelledby", "").split()}
    assert targets | labels <= set(ids)
    assert set(re.findall(r"url\(#([\w-]+)\)", page)) <= set(ids)


def test_every_picture_has_a_title_and_a_description(page: str):
    pictures = re.findall(r'<svg class="timeline".*?</svg>|<svg width.*?</svg>', page, re.DOTALL)
    drawn = [each for each in pictures if 'class="patterns"' not in each and "aria-hidden" not in each[:80]]
    assert drawn
    for picture in drawn:
        assert 'role="img"' in picture
        assert re.search(r"<title[^>]*>[^<]+</title>", picture)
        assert re.search(r"<desc[^>]*>[^<]+</desc>", picture)


def test_it_is_written_in_the_reader_s_tongue(page: str, tongue: str):
    found = page_of(page)
    assert found.all("html")[0]["lang"] == {"en": "en", "zh": "zh-Hans"}[tongue]
    keys = {key for key in catalogue.words("en") if re.match(r"[a-z_]+\.", key)}
    shown = {word for _, text in found.texts for word in re.findall(r"\b[a-z_]+\.[a-z_.]+\b", text)}
    assert shown & keys == set()
    heads = {"en": "Persons and articles", "zh": "人员与条文对照表"}
    assert heads[tongue] in page


def test_it_names_what_was_audited_by_what(page: str):
    about = words_of(part(page, "about"))
    for fact in ("1.0", RUN.sha256, "2024", "china 2026.1", "Asia/Shanghai", "dutylang 0.1.0"):
        assert fact in about


def test_every_verdict_and_result_has_a_sign_of_its_own(page: str):
    from dutylang.reports.html.signs import RESULT_SIGNS, VERDICT_SIGNS

    assert set(VERDICT_SIGNS) == set(Verdict)
    assert set(RESULT_SIGNS) == set(Result)
    assert len(set(VERDICT_SIGNS.values())) == len(Verdict)
    assert len(set(RESULT_SIGNS.values())) == len(Result)
    assert all(sign in page for sign in (*VERDICT_SIGNS.values(), *RESULT_SIGNS.values()))


def test_without_scripts_everything_is_there_but_the_filters(page: str):
    found = page_of(page)
    assert "hidden" in found.all("form")[0]
    assert found.tags.count("script") == 1
    assert found.tags[-1] == "script"
    assert not [each for tag, each in found.elements if "hidden" in each and tag != "form"]


def test_persons_are_told_with_their_story(tongue: str, page: str):
    persons = words_of(part(page, "persons"))
    nobody = catalogue.text("person.nobody", tongue)
    for person in ("Li Na", "Chen Jing", "Zhao Lei", "Wang Wu", "Sun Li", nobody):
        assert person in persons
    assert catalogue.text("result.awaiting_decision", tongue) in persons


def test_the_book_is_told_with_its_completeness(tongue: str, page: str):
    book = words_of(part(page, "book"))
    assert catalogue.text("audit.complete", tongue, count=3) in book
    assert "0.6667%" in book


def test_problems_are_told(page: str):
    assert "G016" in words_of(part(page, "problems"))


def test_a_field_can_be_asked_for():
    by = Groups("branch", RUN.as_of.day, is_field=True)
    section = words_of(part(written(groups=by), "groups"))
    assert "By branch" in section
    assert "East" in section


def test_an_audit_without_cases():
    out = io.StringIO()
    report = HtmlReport(out, accounts.names_of("en"))
    report.end(Ending(summary_of([]), ()))
    assert out.getvalue() == ""  # nothing was begun
    report.begin(RUN)
    report.end(Ending(summary_of(["prompt_visit"]), ()))
    text = out.getvalue()
    assert "No case was audited." in words_of(text)
    assert 'id="heat"' not in text


def test_a_sound_audit_says_so():
    out = io.StringIO()
    report = HtmlReport(out, accounts.names_of("en"))
    summary = summary_of(["prompt_visit"])
    sound = CaseAssessment("S-1", Verdict.SATISFIED, (finding(Verdict.SATISFIED, "done"),))
    summary.add(sound)
    report.begin(RUN)
    report.case(CaseRecord("S-1"), sound)
    report.end(Ending(summary, ()))
    assert "1 case was audited; no breach was found and nothing is unknown." in words_of(out.getvalue())


def test_of_many_cases_the_gravest_stay():
    out = io.StringIO()
    report = HtmlReport(out, accounts.names_of("en"), most_cases=3)
    summary = summary_of(["prompt_visit"])
    report.begin(RUN)
    for number in range(20):
        verdict = Verdict.VIOLATED if number in (4, 11) else Verdict.SATISFIED
        assessed = CaseAssessment(f"M-{number}", verdict, (finding(verdict, "done"),))
        summary.add(assessed)
        report.case(CaseRecord(f"M-{number}"), assessed)
    report.end(Ending(summary, ()))
    cases = part(out.getvalue(), "cases")
    shown = [each["data-name"] for each in page_of(cases).all("article")]
    assert shown == ["M-4", "M-11", "M-0"]
    assert "17 more cases are counted above" in words_of(cases)
    assert summary.cases.total() == 20


# ---- the same numbers ------------------------------------------------------------------------


def tally_of(text: str, tile: int) -> dict[str, int]:
    """The numbers of a tile of the summary by their words."""
    tiles = re.findall(r'<ul class="tally">(.*?)</ul>', text, re.DOTALL)
    found = {}
    for item in re.findall(r"<li>(.*?)</li>", tiles[tile], re.DOTALL):
        words, number = re.fullmatch(r"(.*)<b>(\d+)</b>", item, re.DOTALL).groups()  # type: ignore[union-attr]
        found[re.sub(r"<span class=\"sign\".*?</span>|<[^>]+>", "", words)] = int(number)
    return found


def counts_in(text: str) -> dict[str, int]:
    """Counts written as sign, number and words."""
    plain = re.sub(r'<span class="sign" aria-hidden="true">[^<]*</span>', "", text)
    found = re.findall(r'title="([^"]*)">(\d+)<', plain)
    return {words: int(number) for words, number in found}


@pytest.fixture(scope="module")
def example() -> tuple[str, dict[str, object]]:
    arguments = ("audit", EXAMPLE / "en", EXAMPLE / "cases", "--as-of", "2026-06-30", "--by", "person")
    page = run(*arguments, "--format", "html")
    document = run(*arguments, "--format", "json")
    assert (page.exit_code, document.exit_code) == (0, 0)
    return page.stdout, json.loads(document.stdout)


def shown_counts(counts: dict[str, int], section: str) -> dict[str, int]:
    return {catalogue.text(f"{section}.{key}"): number for key, number in counts.items() if number}


def test_the_numbers_are_those_of_the_json(example: tuple[str, dict]):
    page, document = example
    summary = document["summary"]
    assert tally_of(page, 0) == shown_counts(summary["cases"], "verdict")
    assert tally_of(page, 1) == shown_counts(summary["persons"], "result")
    findings = [each for case in document["cases"] for each in case["findings"]]
    instances = {each.value: sum(f["verdict"] == each.value for f in findings) for each in Verdict}
    assert tally_of(page, 2) == shown_counts(instances, "verdict")


def test_the_duties_and_persons_are_those_of_the_json(example: tuple[str, dict]):
    page, document = example
    duties = re.findall(r'<details class="group.*?</summary>', part(page, "duties"), re.DOTALL)
    expected = [each["cases"] for each in document["summary"]["duties"].values()]
    assert [counts_in(each) for each in duties] == [shown_counts(each, "verdict") for each in expected]
    groups = {each["group"]: each for each in document["summary"]["groups"]["groups"]}
    heads = re.findall(
        r'data-name="([^"]*)">\s*<h3>.*?<span class="counts">(.*?)</h3>', part(page, "persons"), re.DOTALL
    )
    assert {name: counts_in(head) for name, head in heads} == {
        name: shown_counts(each["persons"], "result") for name, each in groups.items()
    }


def test_the_heat_table_adds_up_to_the_findings(example: tuple[str, dict]):
    page, document = example
    table = part(page, "heat")
    articles = re.findall(r'<abbr title="[^"]*">([^<]*)</abbr>', table)
    rows = re.findall(r'<th scope="row"><a[^>]*>([^<]*)</a></th>(.*?)</tr>', table, re.DOTALL)
    for person, row in rows:
        cells = re.findall(r'<td class="h\d"[^>]*?>', row)
        for article, cell in zip(articles, cells, strict=True):
            expected: dict[str, int] = {}
            for case in document["cases"]:
                for each in case["findings"]:
                    counted = not each["advisory"] and each["verdict"] != "not_applicable"
                    if counted and person in each["persons"] and each["article"] == article:
                        expected[each["verdict"]] = expected.get(each["verdict"], 0) + 1
            told = re.search(r'title="([^"]*)"', cell)
            words = [
                f"{expected[each.value]} {catalogue.text(f'verdict.{each.value}')}"
                for each in Verdict
                if each.value in expected
            ]
            assert (told[1] if told else "") == ", ".join(words)


# ---- pictures --------------------------------------------------------------------------------


def test_the_timeline_shows_windows_limits_and_what_met_what():
    names = accounts.names_of("en")
    drawn = timeline_of(common.CASE, LATE.findings, RUN.as_of, names)
    assert drawn is not None
    assert [dot.number for dot in drawn.events] == ["1", "2", "3"]
    assert [lane.label.rpartition("· ")[2] for lane in drawn.lanes] == ["prompt visit", "cover"]
    visit, cover = drawn.lanes
    assert {(dot.kind, dot.number) for dot in visit.dots} >= {
        ("trigger", "1"),
        ("late", "3"),
        ("near_miss", "2"),
    }
    late = next(bar for bar in visit.bars if bar.verdict == "late")
    assert late.rests  # the days of Labour Day
    assert late.due_x is not None
    advisory = next(bar for bar in visit.bars if bar.verdict == "violated")
    assert advisory.due_x is None  # years ahead: outside the picture
    assert len(cover.bars[0].broken) == 2
    assert all(0 <= bar.x <= bar.x + bar.width <= 1000 for lane in drawn.lanes for bar in lane.bars)


def test_instances_that_run_alike_are_one_bar_and_lanes_are_bounded():
    names = accounts.names_of("en")
    alike = [
        finding(Verdict.SATISFIED, "done", part=f"d{n}", opened=day("2024-05-01"), due=day("2024-05-09"))
        for n in range(3)
    ]
    many = [
        finding(Verdict.PENDING, "not_yet_due", rule=f"r{n}", opened=day("2024-05-01"))
        for n in range(MOST_LANES + 2)
    ]
    few = timeline_of(CaseRecord("B"), [*alike, *many[:1]], RUN.as_of, names)
    assert few is not None
    assert [[bar.count for bar in lane.bars] for lane in few.lanes] == [[3], [1]]
    drawn = timeline_of(CaseRecord("B"), [*alike, *many], RUN.as_of, names)
    assert drawn is not None
    assert (len(drawn.lanes), drawn.more_lanes) == (MOST_LANES, 3)
    # What is simply met gives way to what is not.
    assert {bar.verdict for lane in drawn.lanes for bar in lane.bars} == {"pending"}


def test_lanes_stand_in_the_order_of_their_articles():
    names = accounts.names_of("en")
    cited = ("28", "5", "", "19.2", "14")
    findings = [
        finding(Verdict.PENDING, "not_yet_due", rule=f"r{place}", article=each, opened=day("2024-05-01"))
        for place, each in enumerate(cited)
    ]
    drawn = timeline_of(CaseRecord("B"), findings, RUN.as_of, names)
    assert drawn is not None
    assert [lane.label.rpartition("r")[2] for lane in drawn.lanes] == ["1", "4", "3", "0", "2"]


def test_events_of_one_day_without_room_share_a_mark():
    names = accounts.names_of("en")
    events = tuple(EventRecord("visit", day("2024-05-02"), n) for n in range(MOST_EVENTS + 1))
    drawn = timeline_of(CaseRecord("B", events=events), [], RUN.as_of, names)
    assert drawn is not None
    numbers = [dot.number for dot in drawn.events]
    assert numbers == [*(str(n + 1) for n in range(MOST_EVENT_ROWS - 1)), f"{MOST_EVENT_ROWS}+"]
    assert f"{MOST_EVENTS - MOST_EVENT_ROWS} more events" in drawn.events[-1].words


def test_what_has_no_date_has_no_picture():
    names = accounts.names_of("en")
    assert timeline_of(CaseRecord("E"), [finding(Verdict.VIOLATED, "not_done")], RUN.as_of, names) is None
    assert (
        timeline_of(CaseRecord("E"), [finding(Verdict.PENDING, "x", opened=BEGINNING)], RUN.as_of, names)
        is None
    )


def test_a_strip_shows_each_day_of_a_period():
    names = accounts.names_of("en")
    (strip,) = strips_of(late_finding(), names)
    kinds = [(cell.number, cell.kind, cell.marks) for cell in strip.cells]
    # Three working days from Monday 29 April 2024: Labour Day is 1 to 5 May, and 11 May is a working Saturday.
    assert kinds[0] == ("29", "outside", ("start",))
    assert kinds[1] == ("30", "counted", ())
    assert [number for number, kind, _ in kinds if kind == "rest"] == ["1", "2", "3", "4", "5"]
    assert ("7", "counted", ("due",)) in kinds
    assert kinds[-1] == ("11", "outside", ("done",))
    assert COUNT.due == day("2024-05-07")


def test_strips_of_other_counts():
    names = accounts.names_of("en")
    suspended = count_forward(
        day("2024-05-06"), Period(5, Unit.DAY), "civil_code", china(), SHANGHAI,
        suspensions=[(day("2024-05-07").day, day("2024-05-09").day)],
    )  # fmt: skip
    backward = count_backward(day("2024-05-20"), Period(2, Unit.WEEK), "civil_code", china(), SHANGHAI)
    clock = count_forward(at("2024-05-06T10:00"), Period(3, Unit.HOUR), "exact", china(), SHANGHAI)
    long = count_forward(
        day("2024-05-06"), Period(MOST_DAYS, Unit.WORKING_DAY), "civil_code", china(), SHANGHAI
    )
    strips = strips_of(
        finding(Verdict.PENDING, "not_yet_due", counts=(suspended, backward, clock, long)), names
    )
    assert len(strips) == 3
    assert [cell.number for cell in strips[0].cells if cell.kind == "suspended"] == ["7", "8"]
    assert [cell.marks for cell in strips[1].cells if cell.marks] == [("due",), ("start",)]
    assert [cell.marks for cell in strips[2].cells] == [("start", "due")]
    over_months = count_forward(day("2024-04-29"), Period(30, Unit.DAY), "civil_code", china(), SHANGHAI)
    (strip,) = strips_of(finding(Verdict.PENDING, "not_yet_due", counts=(over_months,)), names)
    assert [label for _, label in strip.months] == [
        "May 2024"
    ]  # two days of April leave no room for its name


def test_the_scale_covers_every_span_of_time():
    names = accounts.names_of("en")
    for first, last in (
        ("2024-05-03", "2024-05-03"),
        ("2024-05-03", "2026-06-30"),
        ("1900-01-01", "9999-12-31"),
    ):
        scale = Scale(day(first).day, day(last).day)
        assert scale.start(scale.first) == 12.0
        assert scale.end(scale.last) == 988.0
        assert len(scale.ticks(names)) <= 11


def test_days_in_a_row_are_one_stretch():
    days = [day(each).day for each in ("2024-05-01", "2024-05-02", "2024-05-04")]
    assert list(stretches(days)) == [(days[0], days[1]), (days[2], days[2])]
    assert list(stretches([])) == []


def test_articles_stand_in_the_order_of_their_numbers():
    ordered = ["", "2", "9.2", "10", "14", "14-1", "27.1", "附则"]
    shuffled = [ordered[place] for place in (4, 0, 7, 2, 6, 1, 5, 3)]
    assert sorted(shuffled, key=article_order) == ordered


def test_long_lists_are_cut_and_say_so():
    out = io.StringIO()
    report = HtmlReport(out, accounts.names_of("en"))
    summary = summary_of(["prompt_visit"])
    report.begin(RUN)
    for number in range(MOST_LISTED + 2):
        assessed = CaseAssessment(
            f"L-{number}", Verdict.VIOLATED, (finding(Verdict.VIOLATED, "not_done", persons=("Li Na",)),)
        )
        summary.add(assessed)
        report.case(CaseRecord(f"L-{number}"), assessed)
    report.end(Ending(summary, ()))
    assert "… and 2 more" in words_of(part(out.getvalue(), "articles"))
