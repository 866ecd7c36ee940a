"""L304: an exemption for a role that none of its liabilities holds."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Label
from dutylang.lint.ground import Ground
from dutylang.lint.persons import exemptions, reached, roles_held
from dutylang.lint.rule import Rule, finding
from dutylang.syntax.ast import ForRole


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each such role. A role above one that is held may answer in its place, and every handler any role."""
    for placed, rule in exemptions(ground):
        grounds = reached(placed, ground)
        held = [roles_held(each, ground) for _, each in grounds]
        if not held or None in held:
            continue
        answering = {role for roles in held for role in roles or ()}
        for clause in rule.clauses:
            for name in clause.roles if isinstance(clause, ForRole) else ():
                if name.text not in answering:
                    label = Label(grounds[0][1].declared.span, "lint.liability")
                    args = {"name": ground.shown(rule.declared), "role": ground.quote(name.span)}
                    yield finding("L304", name.span, labels=[label], args=args)


RULE = Rule("L304", check)
