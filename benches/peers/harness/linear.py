"""Time and memory as the log grows."""

import math

from .contestants import peer, peers, run, score_file
from .logs import Log, generated
from .measure import measured
from .options import LOGS
from .places import say
from statistics import median

SIZES = [1_000_000, 3_000_000, 10_000_000, 30_000_000]


def linear(merit, options):
    """One table for each model and format."""
    for model in options.model:
        for format in options.format:
            print(f"\n## {model}, {format}, order: {options.order}, {options.threads} threads\n")
            for line in growth(merit, model, format, options):
                print(line, flush=True)


def growth(merit, model, format, options):
    yield "| events | leads | | wall s | processor s | peak MiB | µs of processors per event | per doubling |"
    yield "|---:|---:|---|---:|---:|---:|---:|---:|"
    before = {}
    for events in SIZES:
        leads = options.leads or events // 20
        log = generated(Log(LOGS[model], format, options.order, events, leads, options.seed))
        rows = [run(merit, "merit", score_file(model), log, options.threads, "trust")]
        rows.append(run(merit, "merit (ids checked)", score_file(model), log, options.threads, "check"))
        rows += [peer(which, model, log, options.threads) for which in peers(model)]
        if options.only:
            rows = [row for row in rows if row is rows[0] or row.name in options.only]
        rounds = []
        for number in range(options.rounds):
            say(f"{events:,} events, round {number + 1} of {options.rounds}")
            rounds.append({row.name: measured(row.command) for row in rows})
        for row in rows:
            wall, cpu, memory = (median(getattr(r[row.name], of) for r in rounds) for of in ["wall", "cpu", "memory"])
            grown = ""
            if row.name in before:
                # 2.00 is linear: as many times the time as events, for each doubling.
                size, time = before[row.name]
                grown = f"{2 ** (math.log(cpu / time) / math.log(events / size)):.2f}"
            before[row.name] = (events, cpu)
            each = cpu / events * 1e6
            yield f"| {events:,} | {leads:,} | {row.name} | {wall:.2f} | {cpu:.2f} | {memory:.0f} | {each:.3f} | {grown} |"
