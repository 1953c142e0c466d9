"""Runs a Polars program with the streaming engine."""

import importlib
import os
import sys

from files import EVENTS, LEADS, NUMBERS, job

task = job()
# Read when Polars is imported.
os.environ["POLARS_MAX_THREADS"] = str(task.threads)

import polars as pl  # noqa: E402


def scan(path, wanted):
    """Reads only what is wanted, and guesses nothing."""
    kinds = {name: pl.Int64 if name in NUMBERS else pl.String for name in wanted}
    match task.format:
        case "parquet":
            return pl.scan_parquet(path).select(wanted)
        case "ndjson":
            lines = pl.scan_ndjson(path, schema=kinds)
        case "csv":
            schema = {name: kinds.get(name, pl.String) for name in task.header(path)}
            lines = pl.scan_csv(path, schema=schema).select(wanted)
    if "at" in wanted:
        lines = lines.with_columns(pl.col("at").str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", time_unit="us"))
    return lines


def main():
    program = importlib.import_module("polars_programs." + task.model)
    events, leads = scan(task.events, EVENTS[task.model]), scan(task.leads, LEADS[task.model])
    program.result(events, leads, task).sink_csv(task.out, engine="streaming")


if __name__ == "__main__":
    sys.exit(main())
