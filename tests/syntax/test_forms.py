"""Figures and quotations in other forms: what each is in the house form, and what is left alone."""

from __future__ import annotations

import pytest

from dutylang.syntax.from_text.forms import forms
from dutylang.syntax.lexicon import CHINESE, ENGLISH


def found(text: str, tongue: str) -> list[tuple[str, str, str]]:
    return [
        (each.code, text[each.edit.start : each.edit.end], each.edit.text)
        for each in forms(text, 0, len(text), tongue)
    ]


@pytest.mark.parametrize(
    ("text", "code", "written", "new"),
    [
        ("by 2024/5/6", "S016", "2024/5/6", "2024-05-06"),
        ("by 2024.05.06", "S016", "2024.05.06", "2024-05-06"),
        ("by 2024–05–06", "S016", "2024–05–06", "2024-05-06"),
        ("by 20240506", "S016", "20240506", "2024-05-06"),
        ("by 06.05.2024", "S016", "06.05.2024", "2024-05-06"),
        ("by 25/12/2024", "S016", "25/12/2024", "2024-12-25"),
        ("by 12/25/2024", "S016", "12/25/2024", "2024-12-25"),
        ("by 05/05/2024", "S016", "05/05/2024", "2024-05-05"),
        ("by 6 May 2024", "S016", "6 May 2024", "2024-05-06"),
        ("by 6th of Jan. 2024", "S016", "6th of Jan. 2024", "2024-01-06"),
        ("by May 6th, 2024", "S016", "May 6th, 2024", "2024-05-06"),
        ("> €500", "S018", "€500", "500 EUR"),
        ("> HK$1,000.50", "S018", "HK$1,000.50", "1,000.50 HKD"),
        ("> RMB 5000", "S018", "RMB 5000", "5000 CNY"),
        ("> 1.5 million EUR", "S018", "1.5 million EUR", "1,500,000 EUR"),
        ("> 20k CNY", "S018", "20k CNY", "20,000 CNY"),
        ("> 3 thousand", "S018", "3 thousand", "3,000"),
        ("> 80 per cent of", "S024", "80 per cent", "80%"),
        ("> 12.5 pct of", "S024", "12.5 pct", "12.5%"),
        ("> %80 of", "S024", "%80", "80%"),
        ("within Thirty days", "S024", "Thirty", "30"),
        ("‘care’", "S015", "‘care’", '"care"'),
        ("`care`", "S015", "`care`", '"care"'),
        ("„care“", "S015", "„care“", '"care"'),
        ("« care »", "S015", "« care »", '"care"'),
        ("”care”", "S015", "”care”", '"care"'),
        ('"care”', "S015", '"care”', '"care"'),
    ],
)
def test_english_forms(text: str, code: str, written: str, new: str) -> None:
    assert (code, written, new) in found(text, ENGLISH)


@pytest.mark.parametrize(
    ("text", "code", "written", "new"),
    [
        ("不迟于2024.5.6", "S016", "2024.5.6", "2024年5月6日"),
        ("不迟于2024年5月6号", "S016", "2024年5月6号", "2024年5月6日"),
        ("超过￥3亿", "S018", "￥3亿", "3亿元"),
        ("超过$500", "S018", "$500", "500 USD"),
        ("百分之八十", "S024", "百分之八十", "80%"),
        ("百分之12.5", "S024", "百分之12.5", "12.5%"),
        ("『守则』", "S015", "『守则』", "“守则”"),
        ('“守则"', "S015", '“守则"', "“守则”"),
    ],
)
def test_chinese_forms(text: str, code: str, written: str, new: str) -> None:
    assert (code, written, new) in found(text, CHINESE)


@pytest.mark.parametrize(
    "text", ["by 2024-02-30", "by 45/13/2024", "by 1.2345 thousand", 'a "b" c', "3 days"]
)
def test_what_is_no_other_form(text: str) -> None:
    assert [each for each in found(text, ENGLISH) if each[0] in ("S016", "S015")] == []
    assert "1.2345 thousand" not in [each[1] for each in found(text, ENGLISH)]


def test_a_date_that_can_be_two_days_offers_none() -> None:
    (told,) = forms("by 05/06/2024", 0, 13, ENGLISH)
    assert (told.offered, told.help) == (False, "either")
    assert (told.args["first"], told.args["second"]) == ("2024-05-06", "2024-06-05")


def test_an_open_quotation_is_closed_only_where_nothing_else_may_follow() -> None:
    assert found('article 1 "Sudden events', ENGLISH) == [("S001", "", '"')]
    assert "S001" not in [each[0] for each in found('role a "the head reports to b', ENGLISH)]
    assert found("角色 甲 “负责人，", CHINESE) == []
