"""Runs a SQL program in ClickHouse (local, through chdb)."""

import sys

import chdb

from files import EVENTS, LEADS, NUMBERS, job, program

FORMATS = {"parquet": "Parquet", "ndjson": "JSONEachRow", "csv": "CSVWithNames"}


def kind(name):
    # Not nullable, because that is much faster: an unknown text is '', an unknown number 0.
    return "DateTime64(6, 'UTC')" if name == "at" else "Int64" if name in NUMBERS else "String"


def table(format, path, wanted):
    """The table function that reads a file: everything is told, nothing is guessed."""
    structure = ", ".join(f"`{name}` {kind(name)}" for name in wanted).replace("'", "\\'")
    return f"file('{path}', '{FORMATS[format]}', '{structure}')"


def main():
    task = job()
    query = program("clickhouse", task.model + ".sql")
    values = {
        "events": table(task.format, task.events, EVENTS[task.model]),
        "leads": table(task.format, task.leads, LEADS[task.model]),
        "today": task.today,
        "open": str(task.open).lower(),
    }
    for name, value in values.items():
        query = query.replace("{" + name + "}", str(value))
    settings = {
        "max_threads": task.threads,
        "date_time_input_format": "'best_effort'",
        "input_format_skip_unknown_fields": 1,
        # Its CSV has quotes around every text; without them it is the CSV of the others.
        "format_custom_escaping_rule": "'Raw'",
        "format_custom_field_delimiter": "','",
    }
    settings = ", ".join(f"{name} = {value}" for name, value in settings.items())
    answer = chdb.query(f"{query} SETTINGS {settings}", "CustomSeparatedWithNames")
    with open(task.out, "wb") as file:
        file.write(answer.bytes())


if __name__ == "__main__":
    sys.exit(main())
