"""The options of scripts/check-comparison, and what it prints."""

import argparse
import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .chance import at_least
from .level import level_try
from .silence import silence_try
from .tries import one_try

# Beyond chance: so many directions at the level would be said less often than this.
BEYOND = 0.001


def options(about):
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    built = Path(__file__).resolve().parents[2] / "target/release/sna"
    parser.add_argument("--program", default=os.environ.get("SNA", built))
    parser.add_argument("--projects", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep")
    parser.add_argument("--only", choices=["cells", "silence", "level"])
    return parser.parse_args()


def each(told, one):
    """The results of all projects, in order, as they come."""
    with ThreadPoolExecutor(told.jobs) as pool:
        yield from pool.map(lambda seed: one(told.program, seed, told.keep), range(told.seed, told.seed + told.projects))


def cells(told):
    return differ(told, one_try)


def silence(told):
    return differ(told, silence_try)


def differ(told, one):
    """Whether anything that was compared differs."""
    compared, differences, projects = Counter(), 0, 0
    for found, of_one in each(told, one):
        compared += of_one
        differences += len(found)
        projects += bool(found)
        print(*found, sep="\n", end="\n" if found else "", flush=True)
    print(f"{sum(compared.values()):,} compared in {told.projects} projects ({', '.join(f'{n:,} {k}' for k, n in sorted(compared.items()))})")
    print(f"{differences} differ, in {projects} projects")
    return differences > 0


def level(told):
    """Whether directions are said more often than the level allows, of any kind of test, or something else is false."""
    tested, said, faults = Counter(), Counter(), 0
    for of_one, lines, found in each(told, level_try):
        tested += of_one
        said += Counter(kind for kind, _ in lines)
        faults += len(found)
        told_lines = [f"{kind}: {line}" for kind, line in lines] + found
        print(*told_lines, sep="\n", end="\n" if told_lines else "", flush=True)
    too_many = False
    for kind, number in sorted((+tested).items()):
        chance = at_least(said[kind], number, 0.05)
        too_many |= chance < BEYOND
        print(f"{kind}: {said[kind]} of {number:,} tests said a direction ({said[kind] / number:.2%}); so many or more at 5%: {chance:.3f}")
    print("too many directions" if too_many else "no more directions than the level allows")
    print(f"{faults} other faults, in {told.projects} projects")
    return too_many or faults > 0


def main(about):
    told = options(about)
    print(f"seeds {told.seed} to {told.seed + told.projects - 1}", flush=True)
    failed = [check(told) for check in (cells, silence, level) if told.only in (None, check.__name__)]
    sys.exit(any(failed))
