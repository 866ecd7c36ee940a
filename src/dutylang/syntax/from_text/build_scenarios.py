"""Builders of scenarios."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

import attrs

from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.syntax.ast import CompareOp, ExpectedFlag, ExpectedVerdict
from dutylang.syntax.from_text.build_base import BadLine, made
from dutylang.syntax.from_text.build_persons import PersonBuilder
from dutylang.syntax.from_text.tokens import Token

Pairs = tuple[ast.Pair, ...]


_EXPECTS = (ast.ExpectDuty, ast.ExpectPerson, ast.ExpectPoints)


@attrs.frozen
class DocumentOption:
    """One word about a document: the fields that it fills."""

    values: dict[str, object]
    span: Span


class ScenarioBuilder(PersonBuilder):
    """Rules of the section on scenarios."""

    def scenario(
        self, span: Span, head: tuple[str, ast.WrittenMoment] | None, *lines: Any
    ) -> ast.Scenario | None:
        """A scenario; what is given and what is expected keep their orders."""
        if head is None:
            return None
        expects = tuple(line for line in lines if isinstance(line, _EXPECTS))
        others = (BadLine, *_EXPECTS)
        givens = tuple(line for line in lines if not isinstance(line, others))
        return ast.Scenario(head[0], head[1], givens, expects, span=span)

    def scenario_head(
        self, _span: Span, title: Token, as_of: ast.WrittenMoment
    ) -> tuple[str, ast.WrittenMoment]:
        """`scenario "…" as of D`."""
        return str(title.value), as_of

    def pairs(self, _span: Span, *pairs: ast.Pair) -> Pairs:
        """`a V, b V`."""
        return pairs

    def pair_one(self, span: Span, field: Token, value: ast.Expr) -> ast.Pair:
        """`a V`."""
        return ast.Pair(self.name_of(field), (value,), span=span)

    def pair_is(self, span: Span, field: Token, sign: Token, value: ast.Expr) -> ast.Pair:
        """`a为V`."""
        if sign.value != CompareOp.EQ.value:
            self.report("S039", self.span_of(sign), found=sign.text)
        return self.pair_one(span, field, value)

    def pair_unknown(self, span: Span, field: Token) -> ast.Pair:
        """`a unknown`."""
        return ast.Pair(self.name_of(field), None, span=span)

    def pair_set(self, span: Span, field: Token, *values: ast.Expr | None) -> ast.Pair:
        """`a (V, W)`."""
        kept = tuple(value for value in values if value is not None)
        return ast.Pair(self.name_of(field), kept, span=span)

    def given_case(self, span: Span, pairs: Pairs, at: ast.WrittenMoment | None) -> ast.GivenCase:
        """`given case a V`."""
        return ast.GivenCase(pairs, at, span=span)

    def given_record(self, span: Span, record: Token, field: Token, pairs: Pairs | None) -> ast.GivenRecord:
        """`given record R in F a V`."""
        return ast.GivenRecord(self.name_of(record), self.name_of(field), pairs or (), span=span)

    def given_event(
        self,
        span: Span,
        event: Token,
        at: ast.WrittenMoment,
        actors: tuple[ast.Actor, ...] | None,
        pairs: Pairs | None,
        recorded_at: ast.WrittenMoment | None,
        event_id: str | None,
        voids: str | None,
    ) -> ast.GivenEvent:
        """`given E at M …`."""
        return ast.GivenEvent(
            event=self.name_of(event),
            at=at,
            actors=actors or (),
            pairs=pairs or (),
            recorded_at=recorded_at,
            id=event_id,
            voids=voids,
            span=span,
        )

    def actors(self, _span: Span, *actors: ast.Actor) -> tuple[ast.Actor, ...]:
        """`by "P", "Q"`."""
        return actors

    def actor(self, span: Span, person: Token, role: ast.Name | None) -> ast.Actor:
        """`"P" as R`."""
        return ast.Actor(str(person.value), role, span=span)

    def as_role(self, _span: Span, role: Token) -> ast.Name:
        """`as R`."""
        return self.name_of(role)

    def given_none(self, span: Span, name: Token) -> ast.GivenNone:
        """`given no X`."""
        return ast.GivenNone(self.name_of(name), span=span)

    def given_holder(
        self,
        span: Span,
        role: Token,
        person: Token,
        since: Token,
        until: dt.date | None,
        deputy: Token | None,
    ) -> ast.GivenHolder:
        """`given R "P" from D`."""
        return ast.GivenHolder(
            role=self.name_of(role),
            person=str(person.value),
            since=cast("dt.date", since.value),
            until=until,
            deputy=deputy is not None,
            span=span,
        )

    def given_register(self, span: Span, event: Token, until: ast.WrittenMoment) -> ast.GivenRegister:
        """`given register E until M`."""
        return ast.GivenRegister(self.name_of(event), until, span=span)

    def given_document(self, span: Span, name: Token, *options: DocumentOption) -> ast.GivenDocument:
        """`given document N …`."""
        values: dict[str, object] = {}
        for option in options:
            if values.keys() & option.values.keys():
                self.report("S042", option.span)
            values |= option.values
        return made(ast.GivenDocument, document=self.name_of(name), span=span, **values)

    def doc_for(self, span: Span, period: str) -> DocumentOption:
        """`for 2023`."""
        return DocumentOption({"period": period}, span)

    def doc_period(self, _span: Span, token: Token) -> str:
        """A period as written: a year, a name or words."""
        return token.text if token.terminal == "NUMBER" else str(token.value)

    def doc_original(self, span: Span) -> DocumentOption:
        """`original`."""
        return DocumentOption({"original": True}, span)

    def doc_copy(self, span: Span) -> DocumentOption:
        """`copy`."""
        return DocumentOption({"original": False}, span)

    def doc_filed(self, span: Span, day: Token) -> DocumentOption:
        """`filed D`."""
        return DocumentOption({"filed": day.value}, span)

    def doc_verified(self, span: Span, day: Token, by: Token | None) -> DocumentOption:
        """`verified D by "P"`."""
        person = None if by is None else str(by.value)
        return DocumentOption({"verified": day.value, "verified_by": person}, span)

    def doc_valid_until(self, span: Span, day: Token) -> DocumentOption:
        """`valid until D`."""
        return DocumentOption({"valid_until": day.value}, span)

    def given_judgement(
        self,
        span: Span,
        name: Token,
        decided: str,
        about: Token | None,
        at: ast.WrittenMoment,
        actor: ast.Actor,
    ) -> ast.GivenJudgement:
        """`given judgement N yes about "Q" at D by "P"`."""
        value = {"yes": True, "no": False}.get(decided)
        whom = None if about is None else str(about.value)
        return ast.GivenJudgement(self.name_of(name), value, at, actor, whom, span=span)

    def given_judgement_about(
        self,
        span: Span,
        name: Token,
        about: Token,
        decided: str,
        at: ast.WrittenMoment,
        actor: ast.Actor,
    ) -> ast.GivenJudgement:
        """`已知认定N对“Q”是于D由“P”`."""
        return self.given_judgement(span, name, decided, about, at, actor)

    def given_judgement_made(
        self, span: Span, name: Token, decided: str, at: ast.WrittenMoment, actor: ast.Actor
    ) -> ast.GivenJudgement:
        """`已知认定N为是，于D由“P”作出`."""
        return self.given_judgement(span, name, decided, None, at, actor)

    def judge_in_role(self, span: Span, person: Token, role: Token) -> ast.Actor:
        """`“P”以R身份作出`."""
        return self.actor(span, person, self.name_of(role))

    def given_judgement_towards(
        self,
        span: Span,
        about: Token,
        name: Token,
        decided: str,
        at: ast.WrittenMoment,
        actor: ast.Actor,
    ) -> ast.GivenJudgement:
        """`已知对“Q”认定N为是，于D由“P”作出`."""
        return self.given_judgement(span, name, decided, about, at, actor)

    def decided_yes(self, _span: Span) -> str:
        """`yes`."""
        return "yes"

    def decided_no(self, _span: Span) -> str:
        """`no`."""
        return "no"

    def decided_open(self, _span: Span) -> str:
        """`open`."""
        return "open"

    def given_closed(self, span: Span, at: ast.WrittenMoment) -> ast.GivenClosed:
        """`given closed at D`."""
        return ast.GivenClosed(at, span=span)

    def given_known(self, span: Span, at: ast.WrittenMoment) -> ast.GivenKnown:
        """`given known at D`."""
        return ast.GivenKnown(at, span=span)

    def given_parameter(self, span: Span, name: Token, value: ast.Expr) -> ast.GivenParameter:
        """`given parameter N = V`."""
        return ast.GivenParameter(self.name_of(name), value, span=span)

    # ---- what is expected ----

    def part_step(self, _span: Span, number: Token) -> int:
        """`step 2`."""
        return self.whole(number)

    def part_item(self, _span: Span, name: Token) -> ast.Name:
        """`item business_licence`."""
        return self.name_of(name)

    def verdicts(self, _span: Span, *verdicts: ExpectedVerdict) -> tuple[ExpectedVerdict, ...]:
        """`V, V`."""
        return verdicts

    def verdict(self, _span: Span, token: Token | None = None) -> ExpectedVerdict:
        """A verdict; `unknown` leaves no trace."""
        return ExpectedVerdict.UNKNOWN if token is None else ExpectedVerdict(str(token.value))

    def flags(self, _span: Span, *flags: Token) -> tuple[ExpectedFlag, ...]:
        """`and repaired`."""
        return tuple(ExpectedFlag(str(flag.value)) for flag in flags)

    def expect_duty(
        self,
        span: Span,
        rule: Token,
        part: int | ast.Name | None,
        verdicts: tuple[ExpectedVerdict, ...] | None,
        late_by: ast.Duration | None,
        due: ast.WrittenMoment | None,
        because: tuple[ast.Name, ...] | None,
        flags: tuple[ExpectedFlag, ...] | None,
    ) -> ast.ExpectDuty:
        """`expect R V`; `late by D` alone says the verdict too."""
        if verdicts is None and late_by is None:
            self.report("S052", span, name=rule.text)
        found = verdicts or ((ExpectedVerdict.LATE,) if late_by is not None else ())
        return ast.ExpectDuty(
            rule=self.name_of(rule),
            verdicts=found,
            late_by=late_by,
            due=due,
            because=because or (),
            flags=flags or (),
            step=part if isinstance(part, int) else None,
            item=part if isinstance(part, ast.Name) else None,
            span=span,
        )
