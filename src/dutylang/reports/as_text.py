"""An audit as text that a person understands at a glance: counts, duties, the worst cases, what matters."""

from __future__ import annotations

from collections import Counter
from typing import TextIO

import attrs

from dutylang.assessment.model import CaseAssessment, Finding, Verdict
from dutylang.assessment.persons import Result
from dutylang.cases.record import CaseRecord
from dutylang.reports.audit import AuditRun, AuditSummary, Ending
from dutylang.reports.cells import safe_text
from dutylang.reports.grouping import Groups
from dutylang.reports.groups_text import counts_table, groups_lines
from dutylang.reports.layout import BOLD, DIM, Paint, padded, width, wrapped
from dutylang.reports.names import Events, Names, events_by_position
from dutylang.reports.person_story import PersonStory
from dutylang.reports.persons_text import PersonsText
from dutylang.reports.remedy import remedy_from_finding, sentence_from_remedy
from dutylang.reports.story import reason_of, verdict_words

MOST_CASES = 8
HASH_DIGITS = 12
"""So many digits of the policy's hash tell it apart at a glance; the other formats have it in full."""

MOST_FINDINGS = 8
MOST_ALIKE = 2
"""At most so many findings of one duty and verdict are shown, so that each kind is seen."""

MATTERS = (Verdict.CONFLICT, Verdict.VIOLATED, Verdict.LATE, Verdict.UNKNOWN)
WIDEST = 100
INDENT = "  "


@attrs.frozen
class _Case:
    """A case that needs attention: its counts by verdict."""

    id: str
    counts: Counter[Verdict]

    @property
    def weight(self) -> tuple[int, ...]:
        """The more grave verdicts, the earlier."""
        return tuple(-self.counts[verdict] for verdict in MATTERS)


@attrs.frozen
class _Matter:
    """A finding that is shown; the first of each kind come before the second ones."""

    order: tuple[int, int]
    heading: str
    verdict: Verdict
    words: str
    detail: str


@attrs.define
class TextReport:
    """Writes everything at the end; until then it keeps the counts and a bounded number of examples."""

    out: TextIO
    names: Names
    paint: Paint = Paint(color=False)  # noqa: RUF009  (frozen)
    brief: bool = False
    groups: Groups | None = None
    _persons: PersonsText = attrs.field(
        init=False, default=attrs.Factory(lambda self: PersonsText(self.names, self.paint), takes_self=True)
    )
    _run: AuditRun | None = None
    _worst: list[_Case] = attrs.field(factory=list)
    _grave: int = 0
    _matters: list[_Matter] = attrs.field(factory=list)
    _alike: Counter[tuple[str, Verdict]] = attrs.field(factory=Counter)

    def begin(self, run: AuditRun) -> None:
        """Remembers what is audited."""
        self._run = run

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """Keeps the case if it is among the worst, findings that show something new, results on persons."""
        self._persons.add(assessed)
        if self.groups is not None:
            self.groups.add(case, assessed)
        grave = [each for each in assessed.findings if each.verdict in MATTERS and not each.advisory]
        if not grave or self.brief:
            return
        self._grave += 1
        self._worst.append(_Case(safe_text(assessed.case_id), Counter(finding.verdict for finding in grave)))
        if len(self._worst) > 16 * MOST_CASES:
            self._trim()
        events: Events | None = None
        for finding in grave:
            kind = (finding.rule, finding.verdict)
            self._alike[kind] += 1
            if self._alike[kind] <= MOST_ALIKE:
                events = events_by_position(case) if events is None else events
                self._matters.append(self._matter(finding, events, self._alike[kind]))

    def end(self, ending: Ending) -> None:
        """Writes the report."""
        self._trim()
        summary = ending.summary
        lines = [*self._head(), "", *self._cases(summary)]
        if not self.brief and summary.cases.total():
            lines += ["", *self._duties(summary), *self._attention(), *self._findings()]
            lines += self._persons.lines(summary.results, ending.book)
        self.out.write("\n".join(lines) + "\n")

    # ---- parts -------------------------------------------------------------------------------

    def _trim(self) -> None:
        self._worst.sort(key=lambda case: case.weight)
        del self._worst[MOST_CASES:]

    def _matter(self, finding: Finding, events: Events, nth: int) -> _Matter:
        names = self.names
        key = "audit.finding_article" if finding.article else "audit.finding"
        heading = names.text(
            key,
            case=finding.case_id,
            duty=self._duty(finding),
            article=names.article_of(finding.rule, finding.article),
        )
        detail = [reason_of(finding, events, names)]
        remedy = remedy_from_finding(finding, names)
        if remedy is not None:
            detail.append(sentence_from_remedy(remedy, finding, names, events))
        words = verdict_words(finding, names)
        gap = names.text("report.gap")
        return _Matter((nth, finding.verdict.rank), heading, finding.verdict, words, gap.join(detail))

    def _duty(self, finding: Finding) -> str:
        names = self.names
        duty = names.name(finding.rule)
        return names.text("story.part", duty=duty, part=names.name(finding.part)) if finding.part else duty

    def _head(self) -> list[str]:
        names, run = self.names, self._run
        if run is None:
            return []
        label = dict(run.labels).get(names.tongue)
        policy = names.text("report.named", label=label, name=run.policy) if label else run.policy
        title = self.paint(BOLD, names.text("audit.title", policy=policy))
        facts = [
            names.text("audit.version", version=run.version, sha256=run.sha256[:HASH_DIGITS]),
            names.text(
                "audit.facts",
                as_of=names.moment(run.as_of),
                calendar=run.calendar,
                program=run.program_version,
            ),
        ]
        if run.known_at is not None:
            facts.append(names.text("audit.known_at", known_at=names.moment(run.known_at)))
        return [title, self.paint(DIM, " · ".join(facts))]

    def _cases(self, summary: AuditSummary) -> list[str]:
        names, total = self.names, summary.cases.total()
        lines = []
        if total:
            # Spliced in afterwards: what is filled in is shown as text, colours and all.
            lines.append(names.text("audit.cases", count=total) + self._counts(summary.cases))
        else:
            lines.append(names.text("audit.no_cases"))
        if summary.unread:
            lines.append(names.text("audit.unread", count=summary.unread))
        if total and not any(summary.cases[verdict] for verdict in MATTERS):
            lines.append(names.text("audit.clean"))
        if self.brief and summary.results.total():
            lines.append(self._persons.counted(summary.results))
        if summary.advisory:
            lines.append(names.text("audit.advisory", count=summary.advisory))
        return lines

    def _counts(self, counter: Counter[Verdict]) -> str:
        names = self.names
        return names.joined(self._count(counter[verdict], verdict) for verdict in Verdict if counter[verdict])

    def _count(self, count: int, verdict: Verdict) -> str:
        words = self.names.text(f"verdict.{verdict.value}")
        return self.paint.verdict(verdict, self.names.text("audit.count", count=count, verdict=words))

    def _duties(self, summary: AuditSummary) -> list[str]:
        names = self.names
        if self.groups is not None:
            return groups_lines(self.groups, names, self.paint)
        rows = [
            (names.name(rule), [counts.cases[verdict] for verdict in Verdict])
            for rule, counts in summary.duties.items()
        ]
        words = [names.text(f"verdict.{verdict.value}") for verdict in Verdict]
        paints = (self.paint, self.paint.verdict)
        title, head = names.text("audit.duties"), names.text("audit.duty")
        return counts_table(title, head, rows, list(Verdict), words, paints, names)

    def _attention(self) -> list[str]:
        if not self._worst:
            return []
        names = self.names
        widest = max(width(case.id) for case in self._worst)
        lines = ["", self.paint(BOLD, names.text("audit.worst"))]
        lines += [
            f"{INDENT}{padded(case.id, widest)}{INDENT}{self._counts(case.counts)}" for case in self._worst
        ]
        if self._grave > len(self._worst):
            lines.append(INDENT + names.text("audit.more_cases", count=self._grave - len(self._worst)))
        return lines

    def _findings(self) -> list[str]:
        if not self._matters:
            return []
        names = self.names
        shown = sorted(self._matters, key=lambda matter: matter.order)[:MOST_FINDINGS]
        lines = ["", self.paint(BOLD, names.text("audit.findings"))]
        for matter in shown:
            words = self.paint.verdict(matter.verdict, matter.words)
            lines.append(f"{INDENT}{words}{INDENT}{matter.heading}")
            lines += [2 * INDENT + line for line in wrapped(matter.detail, WIDEST - 2 * len(INDENT))]
        more = sum(self._alike.values()) - len(shown)
        if more:
            lines.append(INDENT + names.text("audit.more_findings", count=more))
        return lines


def story_lines(heading: str, paragraphs: tuple[str, ...], verdict: Verdict, paint: Paint) -> list[str]:
    """A story laid out for a terminal."""
    return [paint.verdict(verdict, heading), *block_lines(paragraphs)]


def block_lines(paragraphs: tuple[str, ...], depth: int = 1) -> list[str]:
    """Paragraphs beneath a heading, indented."""
    margin = depth * INDENT
    return [margin + line for text in paragraphs for line in wrapped(text, WIDEST - len(margin))]


def person_lines(story: PersonStory, paint: Paint) -> list[str]:
    """A person's story laid out for a terminal: sections, their blocks indented beneath."""
    lines = [paint(BOLD, story.heading)]
    for section in story.sections:
        lines += ["", INDENT + paint(BOLD, section.title)]
        for kind, block in section.blocks:
            heading = wrapped(block.heading, WIDEST - 2 * len(INDENT))
            lines += [2 * INDENT + _coloured(kind, line, paint) for line in heading]
            lines += block_lines(block.paragraphs, 3)
    return lines


def _coloured(kind: Verdict | Result | None, line: str, paint: Paint) -> str:
    match kind:
        case Verdict():
            return paint.verdict(kind, line)
        case Result():
            return paint.result(kind, line)
        case None:
            return line
