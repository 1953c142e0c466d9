"""Runs a SQL program, or the plain scan of the columns it needs, in DuckDB."""

import sys

import duckdb

from files import EVENTS, LEADS, NUMBERS, job, program


def kind(name):
    return "TIMESTAMP" if name == "at" else "BIGINT" if name in NUMBERS else "VARCHAR"


def columns(names, wanted):
    # A column that is not wanted is not converted either.
    types = ((name, kind(name) if name in wanted else "VARCHAR") for name in names)
    return "{" + ", ".join(f"'{name}': '{type}'" for name, type in types) + "}"


def table(format, path, wanted, header):
    """The table function that reads a file: everything is told, nothing is guessed."""
    match format:
        case "parquet":
            return f"read_parquet('{path}')"
        case "ndjson":
            return f"read_ndjson('{path}', columns={columns(wanted, wanted)})"
        case "csv":
            names = columns(header(path), wanted)
            return f"""read_csv('{path}', auto_detect=false, header=true, delim=',', quote='"', escape='"', columns={names})"""


def main():
    task = job()
    events, leads = EVENTS[task.model], LEADS[task.model]
    tables = {
        "events": table(task.format, task.events, events, task.header),
        "leads": table(task.format, task.leads, leads, task.header),
        "today": task.today,
        "as_of": f"DATE '{task.as_of}'",
        "open": str(task.open).lower(),
    }
    connection = duckdb.connect(config={"threads": task.threads})
    connection.execute("SET preserve_insertion_order = false")
    if task.out == "scan":
        # A hash of every value: nothing can be answered from statistics.
        for name, wanted in [("events", events), ("leads", leads)]:
            sums = ", ".join(f'sum(hash("{column}"))' for column in wanted)
            print(connection.execute(f"SELECT {sums} FROM {tables[name]}").fetchall())
        return
    query = program("duckdb", task.model + ".sql")
    for name, value in tables.items():
        query = query.replace("{" + name + "}", str(value))
    connection.execute(f"COPY ({query}) TO '{task.out}' (FORMAT csv, HEADER)")


if __name__ == "__main__":
    sys.exit(main())
