"""Holds the evaluators against each other over generated policies and cases; ends with 1 where any two differ.

Usage: python tools/differential.py --pairs 20000 --seed S --jobs 2

A pair is one policy with one case; each policy is tried on several cases. Every difference is made as small
as it gets and shown once for each engine and kind, with the seed that gives it again (`--trial SEED`).
With `--policies` the cases are generated for policies that are given. `--census` counts what is generated, and of
each construct how many findings an engine judged itself; `--faults` tells how soon each fault that is put into
a plan is found.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path

import attrs

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the tests are beside, not installed

from dutylang.assessment.model import CaseAssessment, Verdict
from dutylang.pipeline import Loaded, load_policy
from tests.differential.census import constructs, in_plan, in_results, outcomes
from tests.differential.compare import Difference, crash, differences, differences_of
from tests.differential.engines import ENGINES, Assessed, CaseRows, Engine, RefusedError, reference
from tests.differential.faulty import RECORDS, RESULTS, plan_faults
from tests.differential.faulty import in_plan as in_faulty_plan
from tests.differential.show import text_of_trial
from tests.differential.shrink import smallest
from tests.differential.trials import CASES, Trial, trial_of_policy, trial_of_seed

TOLD = ("findings", "that tell something")
"""What is counted of every engine: all findings, and those of rules that had something to judge."""
REFERENCE = "reference"
BATCH = 20
"""Policies that a worker tries before it reports."""


@attrs.define
class Tally:
    """What some trials came to."""

    pairs: int = 0
    refused: Counter[str] = attrs.field(factory=Counter)
    seconds: Counter[str] = attrs.field(factory=Counter)
    judged: Counter[tuple[str, str]] = attrs.field(factory=Counter)  # engine, what of OWN or a construct
    own: Counter[tuple[str, str]] = attrs.field(factory=Counter)  # of those what it did not ask the reference
    generated: Counter[str] = attrs.field(factory=Counter)
    found: Counter[str] = attrs.field(factory=Counter)
    differing: list[tuple[str, str, Difference]] = attrs.field(factory=list)  # seed, engine, first difference
    slowest: tuple[float, str] = (0.0, "")

    def add(self, other: Tally) -> None:
        """Takes in another tally."""
        self.pairs += other.pairs
        for name in ("refused", "seconds", "judged", "own", "generated", "found"):
            getattr(self, name).update(getattr(other, name))
        self.differing += other.differing
        self.slowest = max(self.slowest, other.slowest)


@cache
def _loaded(path: str) -> Loaded:
    loaded, _, problems = load_policy(Path(path))
    if loaded is None:
        raise SystemExit(f"{path} does not check: {problems[0]}")
    return loaded


def trial_of(seed: str, options: argparse.Namespace) -> Trial:
    """The trial of a seed `S/N`: a generated policy, or the one of those given whose turn it is."""
    if not options.policies:
        return trial_of_seed(seed, options.cases, calm=options.calm)
    turn = int(seed.rpartition("/")[2]) % len(options.policies)
    return trial_of_policy(_loaded(options.policies[turn]), seed, options.cases)


def tried(seeds: Sequence[str], options: argparse.Namespace) -> Tally:
    """The trials of some seeds, every engine against the reference."""
    tally = Tally()
    for seed in seeds:
        trial = trial_of(seed, options)
        begun = time.perf_counter()
        try:
            expected = reference(trial.loaded, trial.cases, trial.horizon)
        except Exception as error:  # the reference itself fails, which is worse than a difference
            tally.differing.append((seed, REFERENCE, crash(error)))
            continue
        spent = time.perf_counter() - begun
        tally.seconds["reference"] += spent  # type: ignore[assignment]
        tally.slowest = max(tally.slowest, (spent, seed))
        tally.pairs += len(trial.cases)
        if options.census:
            tally.generated.update(in_plan(trial.loaded.plan))
            tally.found.update(in_results(expected))
        for name in options.engines:
            begun = time.perf_counter()
            difference = _first_difference(trial, expected, name, tally, options)
            tally.seconds[name] += time.perf_counter() - begun  # type: ignore[assignment]
            if difference is not None:
                tally.differing.append((seed, name, difference))
    return tally


def _first_difference(
    trial: Trial, expected: Sequence[CaseAssessment], name: str, tally: Tally, options: argparse.Namespace
) -> Difference | None:
    try:
        found = ENGINES[name](trial.loaded, trial.cases, trial.horizon)
    except RefusedError as refused:
        tally.refused.update(f"{name}: {each.strip()}" for each in str(refused).split(","))
        return None
    except Exception as error:  # a crash is told like any difference
        return crash(error)
    _count(trial, found, name, tally, census=options.census)
    return next(iter(differences(expected, found)), None)


def _count(trial: Trial, found: Sequence[Assessed], name: str, tally: Tally, *, census: bool) -> None:
    """How many findings an engine judged itself; in a census also by the constructs of their rules."""
    plan = trial.loaded.plan
    held = {rule.name: in_plan(rule) for rule in plan.rules} if census and not plan.earlier else {}
    for case in [each for each in found if isinstance(each, CaseRows)]:
        for row in case.rows:
            telling = row.verdict is not Verdict.NOT_APPLICABLE
            whats = ["findings", *(["that tell something"] if telling else ())]
            # Of what never opened nobody learns how a construct was judged.
            whats += held.get(row.rule, ()) if telling else ()
            keys = [(name, what) for what in whats]
            tally.judged.update(keys)
            if row.rule in case.own:
                tally.own.update(keys)


def run(options: argparse.Namespace) -> Tally:
    """All the trials, in as many processes as are wanted."""
    count = -(-options.pairs // options.cases)
    seeds = [f"{options.seed}/{number}" for number in range(count)]
    batches = [seeds[at : at + BATCH] for at in range(0, count, BATCH)]
    tally = Tally()
    for number, part in enumerate(_tallies(batches, options), 1):
        tally.add(part)
        for seed, engine, difference in part.differing:
            print(f"  {seed}: {engine} differs, {difference.what}", file=sys.stderr, flush=True)
        if number % 10 == 0:
            print(f"  {tally.pairs} pairs, {len(tally.differing)} trials differ", file=sys.stderr, flush=True)
    return tally


def _tallies(batches: Sequence[Sequence[str]], options: argparse.Namespace) -> Iterator[Tally]:
    if options.jobs == 1:
        for batch in batches:
            yield tried(batch, options)
        return
    with ProcessPoolExecutor(options.jobs) as pool:
        waiting = [pool.submit(tried, batch, options) for batch in batches]
        for each in waiting:
            yield each.result()


# ---- what is printed ------------------------------------------------------------------------------


def _differences(engine: Engine, trial: Trial) -> list[Difference]:
    return differences_of(trial, reference, engine)


def _crashes(trial: Trial) -> list[Difference]:
    try:
        reference(trial.loaded, trial.cases, trial.horizon)
    except Exception as error:
        return [crash(error)]
    return []


def show_difference(seed: str, engine: str, options: argparse.Namespace) -> None:
    """One difference, as small as it gets."""
    trial = trial_of(seed, options)
    found_in = _crashes if engine == REFERENCE else partial(_differences, ENGINES[engine])
    whats = {each.what for each in found_in(trial)}

    def differs(smaller: Trial) -> bool:
        return any(each.what in whats for each in found_in(smaller))

    small = smallest(trial, differs, options.seconds)
    print(f"==== {engine} differs, trial {seed} ====\n{text_of_trial(small)}")
    for each in found_in(small)[:6]:
        print(each.text())
    print()


def show_differences(tally: Tally, options: argparse.Namespace) -> None:
    """The first difference of each kind, up to so many."""
    kinds: dict[tuple[str, str], str] = {}
    for seed, engine, difference in tally.differing:
        kinds.setdefault((engine, difference.what), seed)
    for engine, seed in list(dict.fromkeys((engine, seed) for (engine, _), seed in kinds.items()))[
        : options.show
    ]:
        show_difference(seed, engine, options)
    count = Counter((engine, difference.what) for _, engine, difference in tally.differing)
    for (engine, what), number in count.most_common():
        print(f"{engine}: {what} differs first in {number} trials, the first {kinds[(engine, what)]}")


def show_summary(tally: Tally, options: argparse.Namespace) -> None:
    """Pairs, times, refusals."""
    print(
        f"{tally.pairs} pairs of a policy and a case, seed {options.seed}; {len(tally.differing)} trials differ"
    )
    for name, seconds in tally.seconds.items():
        print(f"  {name}: {1e3 * seconds / max(tally.pairs, 1):.2f} ms a pair")
    print(f"  slowest trial for the reference: {tally.slowest[1]}, {tally.slowest[0]:.2f} s")
    for name, what in [key for key in tally.judged if key[1] in TOLD]:
        own, whole = tally.own[name, what], tally.judged[name, what]
        print(f"  {name} judged {own} of {whole} {what} itself ({_percent(own, whole)})")
    for what, number in tally.refused.most_common():
        print(f"  refused {number} times by {what}")


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / max(whole, 1):.1f}%"


def show_census(tally: Tally) -> None:
    """How often each construct was generated and each outcome found; those that never came."""
    print("constructs, by policies that hold them:")
    for name, number in sorted(tally.generated.items(), key=lambda item: item[1]):
        print(f"  {number:6} {name}")
    for engine in dict.fromkeys(name for name, _ in tally.judged):
        print(f"findings that {engine} judged itself, by what stands in their rules:")
        shares = [(tally.own[key], tally.judged[key], key[1]) for key in tally.judged if key[0] == engine]
        for own, whole, what in sorted(shares, key=lambda each: (each[0] / each[1], each[2])):
            if what not in TOLD:
                print(f"  {own:6} of {whole:6} {_percent(own, whole):>6} {what}")
    print("outcomes:")
    for name, number in sorted(tally.found.items(), key=lambda item: item[1]):
        print(f"  {number:6} {name}")
    missing = (constructs() - set(tally.generated)) | (outcomes() - set(tally.found))
    print(f"never: {', '.join(sorted(missing)) or 'none'}")


def show_faults(options: argparse.Namespace) -> None:
    """For each fault on purpose the first trial that finds it, of those that it changes."""
    count = -(-options.pairs // options.cases)
    trials = [trial_of(f"{options.seed}/{number}", options) for number in range(count)]
    known = [(trial, reference(trial.loaded, trial.cases, trial.horizon)) for trial in trials]
    faults = {
        **RESULTS,
        **RECORDS,
        **{name: in_faulty_plan(change) for name, change in plan_faults().items()},
    }
    changes = plan_faults()
    found = 0
    for name, engine in faults.items():
        first = None
        for number, (trial, expected) in enumerate(known):
            if name in changes and changes[name](trial.loaded.plan) is trial.loaded.plan:
                continue
            try:
                differing = differences(expected, engine(trial.loaded, trial.cases, trial.horizon))
            except Exception:  # a plan that no policy gives
                continue
            if differing:
                first = (number, differing[0].what)
                break
        found += first is not None
        print(f"  {name}: {'not found' if first is None else f'trial {first[0]}, {first[1]}'}", flush=True)
    print(f"{found} of {len(faults)} faults found in {count} trials")


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    others = [name for name in ENGINES if name != "reference"]
    parser.add_argument("--pairs", type=int, default=2_000, help="how many pairs of a policy and a case")
    parser.add_argument("--cases", type=int, default=CASES, help="cases for each policy")
    parser.add_argument(
        "--calm", action="store_true", help="rules with few extras, cases of which nearly all is told"
    )
    parser.add_argument("--seed", default="0", help="another seed gives other trials")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument(
        "--engines", nargs="*", choices=others, default=others, help="those to hold against it"
    )
    parser.add_argument("--show", type=int, default=10, help="how many differences to make small and show")
    parser.add_argument("--seconds", type=float, default=30.0, help="time to make one difference small")
    parser.add_argument("--census", action="store_true", help="count constructs and outcomes")
    parser.add_argument("--faults", action="store_true", help="find faults that are put in on purpose")
    parser.add_argument(
        "--policies", nargs="*", default=[], help="policies to generate cases for, file or folder"
    )
    parser.add_argument("--trial", metavar="SEED", help="show one trial and its differences only")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Runs what was asked for; 1 where any engine differs."""
    options = options_from(arguments)
    if options.faults:
        show_faults(options)
        return 0
    if options.trial is not None:
        tally = tried([options.trial], options)
        if not tally.differing:
            print(text_of_trial(trial_of(options.trial, options)))
    else:
        tally = run(options)
    show_differences(tally, options)
    show_summary(tally, options)
    if options.census:
        show_census(tally)
    return 1 if tally.differing else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
