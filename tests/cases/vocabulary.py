"""A small policy's vocabulary, declared by hand: what the tests of case files read against."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from dutylang.ops.types import DATE, DATE_TIME, NUMBER, PERCENT, PERIOD, TEXT, YES_NO, Kind, Type
from dutylang.policy.model import (
    FieldInfo,
    FigureInfo,
    JudgementInfo,
    ParameterInfo,
    Policy,
    RoleInfo,
    ShapeInfo,
    Vocabulary,
)
from dutylang.policy.typed import Const
from dutylang.syntax.ast import BearerKind, Declared
from dutylang.values import UNKNOWN

SHANGHAI = ZoneInfo("Asia/Shanghai")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")

CNY = Type(Kind.MONEY, currency="CNY")
PRODUCT = Type(Kind.ONE_OF, values=("working_capital", "letter_of_credit"))
COVERS = Type(Kind.SET_OF, values=("use_of_funds", "progress", "finances"))

LABELS: dict[str, dict[str, str]] = {
    "amount": {"zh": "金额"},
    "product": {"zh": "产品"},
    "working_capital": {"zh": "流动资金贷款担保"},
    "client_manager": {"en": "client manager", "zh": "客户经理"},
    "visit_site": {"en": "on-site investigation", "zh": "实地调查"},
    "business_licence": {"zh": "营业执照"},
    "gross_negligence": {"zh": "重大过失"},
    "guarantee": {"zh": "担保项目"},
    "use_of_funds": {"zh": "资金"},
    "finances": {"zh": "资金"},
    "bad_share": {"zh": "不良率"},
    "diligent": {"zh": "尽职免责"},
}


def field(name: str, type_: Type, *, optional: bool = False, tracked: bool = False) -> FieldInfo:
    return FieldInfo(Declared(name), type_, optional, tracked)


def figure(name: str, type_: Type, *, role: str | None = None) -> FigureInfo:
    return FigureInfo(Declared(name), Const(UNKNOWN, type_), type_, role)


def shape(name: str, *fields: FieldInfo) -> ShapeInfo:
    return ShapeInfo(Declared(name), {info.declared.name: info for info in fields})


def shapes(*found: ShapeInfo) -> dict[str, ShapeInfo]:
    return {info.declared.name: info for info in found}


GUARANTEE = shape(
    "guarantee",
    field("amount", CNY),
    field("product", PRODUCT),
    field("established", DATE),
    field("signed_at", DATE_TIME),
    field("rate", PERCENT),
    field("staff", NUMBER),
    field("note", TEXT),
    field("listed", YES_NO),
    field("term", PERIOD),
    field("covers", COVERS),
    field("group", TEXT, optional=True),
    field("pledges", Type(Kind.LIST_OF, record="pledge")),
    field("customer", Type(Kind.RECORD, record="customer")),
    field("outstanding", CNY, tracked=True),
)
RECORDS = shapes(
    shape("pledge", field("value", CNY), field("verified", YES_NO)),
    shape("customer", field("net_assets", CNY), field("name", TEXT)),
)
EVENTS = shapes(
    shape("visit_site", field("report", YES_NO), field("covers", COVERS)),
    shape("emergency"),
    shape("pay_compensation", field("paid", CNY)),
)


def vocabulary(
    cases: Mapping[str, ShapeInfo] | None = None, events: Mapping[str, ShapeInfo] | None = None
) -> Vocabulary:
    return Vocabulary(
        roles={
            name: RoleInfo(Declared(name), None, BearerKind.PERSON)
            for name in ("client_manager", "department_head")
        },
        cases=shapes(GUARANTEE) if cases is None else cases,
        records=RECORDS,
        events=EVENTS if events is None else events,
        parameters={"report_within": ParameterInfo(Declared("report_within"), PERIOD, ())},
        definitions={},
        tables={},
        judgements={"gross_negligence": JudgementInfo(Declared("gross_negligence"), ("department_head",))},
        documents={"business_licence": Declared("business_licence")},
        figures={
            "bad_share": figure("bad_share", PERCENT, role="client_manager"),
            "exposure": figure("exposure", CNY),
            "exposure_of_manager": figure("exposure_of_manager", CNY, role="client_manager"),
        },
        decisions={"diligent": "department_head"},
        grades=(),
        labels=LABELS,
    )


def policy() -> Policy:
    import datetime as dt

    return Policy(
        declared=Declared("guarantee_diligence"),
        version="1.0",
        since=dt.date(2024, 1, 1),
        until=None,
        calendar="china",
        timezone="Asia/Shanghai",
        counting="civil_code",
        vocabulary=vocabulary(),
        rules=(),
        scenarios=(),
        typed={},
        documents=(),
        sources=(),
        sha256="",
    )
