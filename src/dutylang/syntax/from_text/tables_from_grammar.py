"""Grammar text → the tables of a LALR(1) automaton. A conflict fails the build."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lark import Lark
from lark.lexer import Lexer
from lark.parsers.lalr_analysis import Shift

from dutylang.syntax.from_text.tables import Action, Production, Tables


class _NoLexer(Lexer):
    """Lark only builds the tables: the tokens come from the project's own lexers."""

    def __init__(self, _conf: object) -> None:
        """Takes no configuration."""

    def lex(self, *_: Any) -> Iterator[Any]:
        """No tokens."""
        return iter(())


def tables_from_grammar(text: str) -> Tables:
    """Tables for any grammar text whose start rule is `start`."""
    lark = Lark(text, parser="lalr", lexer=_NoLexer, maybe_placeholders=True, strict=True)
    frontend: Any = lark.parser
    table = frontend.parser.parser.parse_table
    productions: dict[Any, Production] = {}
    actions: list[dict[str, Action]] = []
    gotos: list[dict[str, int]] = []
    for state in range(len(table.states)):
        row: dict[str, Action] = {}
        jumps: dict[str, int] = {}
        for symbol, (kind, target) in table.states[state].items():
            if kind is not Shift:
                row[symbol.lstrip("_")] = productions.setdefault(target, _production(target))
            elif symbol.islower():
                jumps[symbol] = target
            else:
                row[symbol.lstrip("_")] = target
        actions.append(row)
        gotos.append(jumps)
    # Lark's tables stop when the start rule is complete; a step on the end of the text closes them here.
    end = table.end_states["start"]
    actions[end]["$END"] = end
    return Tables(
        actions=tuple(actions),
        gotos=tuple(gotos),
        start=table.start_states["start"],
        builders=frozenset(p.builder for p in productions.values() if p.builder),
    )


def _production(rule: Any) -> Production:
    """What reducing by a Lark rule does to the values of its parts."""
    name = str(rule.origin.name)
    splice = name.startswith("_")
    single = bool(rule.options.expand1 and not rule.alias and not splice)
    gaps = _gaps(rule)
    parts = tuple(
        (not (symbol.is_term and symbol.filter_out), gap)
        for symbol, gap in zip(rule.expansion, gaps, strict=False)
    )
    builder = "" if splice else str(rule.alias or name)
    return Production(
        rule=name,
        builder=builder,
        size=len(rule.expansion),
        parts=parts,
        trailing=gaps[-1],
        splice=splice,
        single=single,
        passes=single and parts == ((True, 0),) and not gaps[-1],
    )


def _gaps(rule: Any) -> list[int]:
    """How many absent optional parts stand before each part, and after the last."""
    empty = rule.options.empty_indices
    if not empty:
        return [0] * (len(rule.expansion) + 1)
    return [len(run) for run in "".join(str(int(absent)) for absent in empty).split("0")]
