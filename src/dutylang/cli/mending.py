"""The findings of lint in the texts of a policy, and the texts with their fixes carried out, round by round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import attrs

from dutylang.calendars import Calendar
from dutylang.diagnostics import Diagnostic
from dutylang.diagnostics.fixing import fixed, fixes_of
from dutylang.lint import findings_from_ground, ground_from_policy
from dutylang.policy.model import Policy
from dutylang.source import Source
from dutylang.texts import Texts, policy_files

MOST_ROUNDS = 20
"""A fix may bring out another finding; so many rounds are enough for any text that people write."""


@attrs.frozen
class Linted:
    """The findings in the texts at a path. `changes`: what each text was and is, where it was mended."""

    path: Path
    texts: Texts
    findings: tuple[Diagnostic, ...]
    asked: frozenset[str]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    changes: Mapping[str, tuple[str, Source]] = MappingProxyType({})
    mended: int = 0

    @property
    def sources(self) -> Mapping[str, Source]:
        """The texts by name."""
        return self.texts.sources


def linted(
    policy: Policy, texts: Texts, path: Path, select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> Linted:
    """The findings in the texts at a path; those that they only use are not looked at."""
    given = {file.resolve() for file in policy_files(path)}
    asked = frozenset(name for name in texts.sources if Path(name).resolve() in given)
    ground = ground_from_policy(policy, texts.documents, asked)
    findings = findings_from_ground(ground, select, ignore)
    return Linted(path, texts, findings, asked, tuple(select), tuple(ignore))


def mended(found: Linted, calendars: Mapping[str, Calendar], *, unsafe: bool = False) -> Linted:
    """The texts with every fix carried out; `unsafe`: also those that change what the policy means.

    Fixes that touch one another, or that the others bring out, are made in further rounds. A round after which
    the policy does not check is not made.
    """
    before = {name: source.text for name, source in found.texts.sources.items()}
    for _ in range(MOST_ROUNDS):
        further = _round(found, calendars, unsafe=unsafe)
        if further is None:
            break
        found = further
    changes = {
        name: (before[name], source)
        for name, source in found.texts.sources.items()
        if source.text != before[name]
    }
    return attrs.evolve(found, changes=MappingProxyType(changes))


def _round(found: Linted, calendars: Mapping[str, Calendar], *, unsafe: bool) -> Linted | None:
    """The texts after one round of fixes; None where there is nothing to mend, or it cannot be done."""
    from dutylang.pipeline import loaded_from_sources

    sources, count = [], 0
    for source, _ in found.texts.documents:
        fixes = [fix for fix, _ in fixes_of(found.findings, source.name, unsafe=unsafe)]
        count += len(fixes)
        sources.append(Source(source.name, fixed(source.text, fixes)))
    if not count:
        return None
    loaded, texts, _ = loaded_from_sources(sources, calendars)
    if loaded is None:
        return None
    again = linted(loaded.policy, texts, found.path, found.select, found.ignore)
    return attrs.evolve(again, mended=found.mended + count)
