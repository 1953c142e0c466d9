"""The one command."""

import os
import subprocess
import sys

from .compare import Different, compare
from .contestants import everyone, starts
from .linear import linear
from .logs import Log, generated
from .measure import Failed, measured
from .options import LOGS, options
from .places import HERE, RELEASE, build, install, say
from .table import table, verdicts


def main():
    chosen = options()
    if not chosen.no_build:
        build()
    merit = chosen.merit or os.path.join(RELEASE, "merit")
    install()
    # What does not check is not measured.
    subprocess.run([merit, "check", os.path.join(HERE, "models")], check=True, stdout=subprocess.DEVNULL)
    try:
        if chosen.linear:
            linear(merit, chosen)
        else:
            peers_and_limits(merit, chosen)
    except (Different, Failed) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def peers_and_limits(merit, chosen):
    for model in chosen.model:
        for format in chosen.format:
            leads = chosen.leads or max(1, chosen.events // 20)
            log = generated(Log(LOGS[model], format, chosen.order, chosen.events, leads, chosen.seed))
            rows = everyone(merit, model, log, chosen.threads)
            if chosen.only:
                rows = [row for row in rows if row is rows[0] or row.name in chosen.only]
            if chosen.no_compare:
                rows = [row for row in rows if row.group != "peer"]
            print(f"\n## {model}, {format}, {chosen.events:,} events, {leads:,} leads, order: {chosen.order}\n", flush=True)
            if not chosen.no_compare:
                print(compare(rows, merit, model, log, chosen.threads) + "\n", flush=True)
            rounds = measure(rows, chosen.rounds)
            print("\n".join(table(rows, rounds)) + "\n")
            names = {row.name for row in rows}
            begin = {name: measured(command) for name, command in starts().items() if name in names}
            print("\n".join(f"* {line}" for line in verdicts(rows, rounds, begin)), flush=True)


def measure(rows, rounds):
    """Everybody once in each round, each round beginning with another one."""
    all_rounds = []
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}, load {os.getloadavg()[0]:.1f}")
        turn = number % len(rows)
        measures = {row.name: measured(row.command) for row in rows[turn:] + rows[:turn]}
        all_rounds.append(measures)
    return all_rounds
