"""Who runs: merit in several ways, its peers, and the limits."""

import dataclasses
import os
import subprocess

from .places import AS_OF, HERE, PYTHON, RELEASE, WORK

PEERS = {"duckdb": "DuckDB", "polars": "Polars", "clickhouse": "ClickHouse"}
PROGRAMS = {"duckdb": "duckdb/{}.sql", "polars": "polars_programs/{}.py", "clickhouse": "clickhouse/{}.sql"}


@dataclasses.dataclass
class Contestant:
    """A row of the table."""

    name: str
    group: str
    command: list
    writes: str | None = None


def peers(model):
    """The peers that have a program for this model."""
    there = []
    for peer, file in PROGRAMS.items():
        if os.path.exists(os.path.join(HERE, "programs", file.format(model))):
            there.append(peer)
    return there


def score_file(model):
    return os.path.join(HERE, "models", model + ".score")


def output(name):
    os.makedirs(os.path.join(WORK, "out"), exist_ok=True)
    return os.path.join(WORK, "out", name.replace(" ", "-").replace("(", "").replace(")", "") + ".csv")


def run(merit, name, model_file, log, threads, ids):
    out = output(name)
    command = [merit, "run", model_file, "--events", log.events_path, "--leads", log.leads_path, "--as-of", AS_OF]
    command += ["--threads", str(threads), "--ids", ids, "--format", "csv", "--output", out]
    return Contestant(name, "merit", command, out)


def peer(which, model, log, threads, open_range=False):
    out = output(PEERS[which])
    command = [PYTHON, os.path.join(HERE, "programs", which + "_run.py"), "--model", model, "--format", log.format]
    command += ["--events", log.events_path, "--leads", log.leads_path, "--as-of", AS_OF]
    command += ["--threads", str(threads), "--out", out] + (["--open"] if open_range else [])
    return Contestant(PEERS[which], "peer", command, out)


def limits(model, log, threads):
    """What a program needs that computes nothing."""
    scan = peer("duckdb", model, log, threads)
    scan.command[scan.command.index("--out") + 1] = "scan"
    there = [Contestant("DuckDB's plain scan", "limit", scan.command)]
    if log.format != "parquet":
        split = os.path.join(RELEASE, "split")
        for by, name in [("nothing", "reading only"), ("lines", "reading lines"), ("fields", "reading lines and fields")]:
            there.append(Contestant(name, "limit", [split, log.events_path, by, str(threads)]))
    return there


def starts():
    """What the peers' processes need before they do anything."""
    packages = {"DuckDB": "duckdb", "Polars": "polars", "ClickHouse": "chdb"}
    return {name: [PYTHON, "-c", f"import {package}"] for name, package in packages.items()}


def everyone(merit, model, log, threads):
    """All rows of the table; the first is what the others are compared with."""
    file = score_file(model)
    rows = [run(merit, "merit", file, log, threads, "trust"), run(merit, "merit (ids checked)", file, log, threads, "check")]
    if threads > 1:
        rows.append(run(merit, "merit (one thread)", file, log, 1, "trust"))
        rows.append(run(merit, "merit (ids checked and one thread)", file, log, 1, "check"))
    if has_changes(merit):
        since = "2024-12-31"
        command = [merit, "changes", file, "--events", log.events_path, "--leads", log.leads_path, "--since", since]
        command += ["--as-of", AS_OF, "--threads", str(threads), "--ids", "trust", "--output", output("changes")]
        rows.append(Contestant("merit changes", "merit", command))
    rows += [peer(which, model, log, threads) for which in peers(model)]
    return rows + limits(model, log, threads)


def has_changes(merit):
    return subprocess.run([merit, "changes", "--help"], capture_output=True, check=False).returncode == 0
