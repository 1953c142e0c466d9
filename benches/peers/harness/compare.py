"""Nothing is timed before every program has written the same bytes."""

import itertools
import os
import shutil

from .contestants import PEERS, peer, peers, run, score_file
from .measure import measured
from .places import WORK, say


class Different(Exception):
    """Two programs do not agree."""


def same(one, other):
    """Raises Different, with the first lines that differ, unless two files hold the same bytes."""
    differences = []
    with open(one.writes, "rb") as left, open(other.writes, "rb") as right:
        for number, (here, there) in enumerate(itertools.zip_longest(left, right, fillvalue=b"(no line)\n"), 1):
            if here != there:
                differences.append(f"  line {number}\n    {one.name}: {here!r}\n    {other.name}: {there!r}")
                if len(differences) == 5:
                    break
    if differences:
        raise Different(f"{one.name} and {other.name} do not write the same:\n" + "\n".join(differences))


def without_range(model):
    """The model without the ends of its ranges: most leads hide behind the floor, and this brings them out."""
    folder = os.path.join(WORK, "models")
    shutil.copytree(os.path.dirname(score_file(model)), folder, dirs_exist_ok=True)
    path = os.path.join(folder, model + ".score")
    with open(path, encoding="utf-8") as file:
        lines = [line for line in file if not line.lstrip().startswith("range ")]
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines)
    return path


def compare(rows, merit, model, log, threads):
    """Runs everything once and compares; returns how many lines were the same in how many files."""
    first = rows[0]
    for row in rows:
        measured(row.command)
        if row.writes and row is not first:
            same(first, row)
    names = [row.name for row in rows if row.writes]
    if any(row.group == "peer" for row in rows):
        wanted = {row.name for row in rows if row.group == "peer"}
        open_run = run(merit, "merit", without_range(model), log, threads, "trust")
        measured(open_run.command)
        for which in peers(model):
            if PEERS[which] in wanted:
                row = peer(which, model, log, threads, open_range=True)
                measured(row.command)
                same(open_run, row)
        say("also the same without the ends of the ranges")
    with open(first.writes, "rb") as file:
        lines = sum(1 for _ in file) - 1
    return f"the same bytes from {', '.join(names)}: {lines:,} leads"
