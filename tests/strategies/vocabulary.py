"""Declared names for generated trees: English, Chinese and mixed, some of them with keywords inside."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import attrs

from dutylang.syntax.ast import Declared, Name
from dutylang.syntax.lexicon import lexicon
from dutylang.syntax.to_text.spacing import Vocabulary as Words
from dutylang.syntax.to_text.spacing import keywords_of, parts_of_word
from tests.strategies import lazy as st

T = TypeVar("T")

_ENGLISH = (
    "visit", "emergency", "approve", "pledge", "amount", "client", "manager", "head", "report", "issue",
    "mortgage", "group", "legal", "form", "review", "committee", "audited", "note", "brief", "leader", "site",
)  # fmt: skip
_CHINESE = (
    "客户经理", "实地", "调查", "突发", "报告", "出具", "担保", "余额", "审查", "委员会", "经办", "领导",
    "营业执照", "监测", "内容", "种类", "抵押", "警告", "勤勉", "资料",
)  # fmt: skip
# Pieces of Chinese names that are keywords, or numbers, or look like them.
_SWALLOWED = (
    "可选", "每次", "之后", "后", "前", "自", "至", "的", "与", "且", "或", "在", "为", "由", "必须", "日",
    "年", "三", "30日", "限", "次数", "事件", "记录", "责任", "是", "否", "当", "时", "经", "内", "不",
)  # fmt: skip
RULES = 5
KINDS = (
    "case", "roles", "events", "fields", "records", "lists", "values", "documents", "parameters", "grades",
    "judgements", "definitions", "degrees", "kinds",
)  # fmt: skip


@attrs.frozen
class Vocabulary:
    """Names that a generated document declares, by what they name."""

    names: dict[str, tuple[Declared, ...]] = attrs.field(hash=False)

    def declared(self, kind: str) -> tuple[Declared, ...]:
        """The declared names of a kind, at least one."""
        return self.names[kind]

    def name(self, *kinds: str) -> st.SearchStrategy[Name]:
        """A reference to a name of one of these kinds."""
        return st.sampled_from([Name(each.name) for kind in kinds for each in self.names[kind]])


def one_of_lazily(*choices: Callable[[], st.SearchStrategy[T]]) -> st.SearchStrategy[T]:
    """One of several strategies, of which only the chosen one is built."""
    return st.one_of(*(st.deferred(choice) for choice in choices))


def english_names() -> st.SearchStrategy[str]:
    """Ids such as `visit_site2`."""
    words = st.lists(st.sampled_from(_ENGLISH), min_size=1, max_size=3).map("_".join)
    return st.builds(
        lambda word, number: f"{word}{number}", words, st.sampled_from(("", "", "2", "_b"))
    ).filter(_no_keyword)


def chinese_names() -> st.SearchStrategy[str]:
    """Names such as 客户经理, some with keywords or numerals inside."""
    plain = st.lists(st.sampled_from(_CHINESE), min_size=1, max_size=2)
    mixed = st.tuples(
        st.sampled_from(_CHINESE), st.sampled_from(_SWALLOWED), st.sampled_from(("", *_CHINESE))
    ).map(list)
    swallowing = st.tuples(st.sampled_from(_SWALLOWED), st.sampled_from(_CHINESE)).map(list)
    return st.one_of(plain, plain, mixed, swallowing).map("".join).filter(_no_keyword)


def mixed_names() -> st.SearchStrategy[str]:
    """Names that change the script on the way, such as A角客户经理."""
    return st.builds(
        lambda letter, name: f"{letter}{name}",
        st.sampled_from(("A角", "B角", "贷款B", "KYC")),
        chinese_names(),
    ).filter(_no_keyword)


def _no_keyword(name: str) -> bool:
    """Whether a word is free in both tongues, and begins as names do."""
    taken = any(
        name in lexicon(tongue).meanings or name in lexicon(tongue).reserved for tongue in ("en", "zh")
    )
    return not taken and not name[0].isdigit() and name[0] not in "一二三四五六七八九十百千万亿两零〇"


def texts() -> st.SearchStrategy[str]:
    """Words in quotation marks, with the characters that are hard to quote."""
    letters = st.sampled_from([*'abc 客户’。；-#|\\"“”[]{}', "--", "年"])
    return st.lists(letters, max_size=8).map("".join)


def labels_of(tongue: str) -> st.SearchStrategy[str]:
    """A label in a tongue: most are usable as names, some are not."""
    if tongue == "zh":
        return st.one_of(chinese_names(), chinese_names(), texts())
    return st.one_of(st.sampled_from(("client manager", "On-site investigation")), english_names(), texts())


@st.composite
def vocabularies(draw: st.DrawFn) -> Vocabulary:
    """A few names of every kind, each id used once."""
    ids = draw(
        st.lists(
            st.one_of(english_names(), english_names(), chinese_names(), mixed_names()),
            min_size=2 * len(KINDS) + RULES,
            max_size=2 * len(KINDS) + RULES,
            unique=True,
        )
    )
    ids = _without_swallowers(ids)
    names: dict[str, tuple[Declared, ...]] = {}
    names["rules"] = tuple(_declared(draw, each) for each in ids[2 * len(KINDS) :])
    for index, kind in enumerate(KINDS):
        names[kind] = tuple(_declared(draw, each) for each in ids[2 * index : 2 * index + 2])
    return Vocabulary(names)


def _without_swallowers(ids: list[str]) -> list[str]:
    """The ids; one that is also a row of keywords and other ids is no name to give, and is replaced."""
    words = Words(keywords_of("zh"), frozenset(ids))
    return [f"plain_{i}" if parts_of_word(each, words) else each for i, each in enumerate(ids)]


def _declared(draw: st.DrawFn, name: str) -> Declared:
    """A name with some labels."""
    tongues = draw(st.sampled_from(((), ("zh",), ("zh",), ("en",), ("en", "zh"))))
    return Declared(name, tuple((tongue, draw(labels_of(tongue))) for tongue in tongues))
