"""What can be asked for on the command line."""

import argparse

LOGS = {"benchmark": "market", "fifty": "market", "school": "school", "clinic": "clinic"}
FORMATS = ["parquet", "ndjson", "csv"]
ORDERS = ["time", "lead", "shuffled"]


def number(text):
    """1000000, 1_000_000 or 1M."""
    scale = {"K": 10**3, "M": 10**6}.get(text[-1:].upper(), 1)
    return int(text[:-1] if scale > 1 else text) * scale


def words(choices):
    def read(text):
        names = text.split(",")
        for name in names:
            if name not in choices:
                raise argparse.ArgumentTypeError(f"{name} is not one of {', '.join(choices)}")
        return names

    return read


def options(arguments=None):
    parser = argparse.ArgumentParser(
        prog="benches/peers/run",
        description="Measures merit and its peers on the same log, after comparing what they write.",
    )
    add = parser.add_argument
    add("--model", type=words(LOGS), default=["benchmark"], help=f"one or several of {', '.join(LOGS)}")
    add("--format", type=words(FORMATS), default=FORMATS, help="one or several of parquet, ndjson, csv (default: all)")
    add("--order", choices=ORDERS, default="time", help="the order of the log (default: time)")
    add("--events", type=number, default=10**7, help="number of events, as 3M (default: 10M)")
    add("--leads", type=number, help="number of leads (default: a twentieth of the events)")
    add("--seed", type=int, default=1)
    add("--threads", type=int, default=2, help="threads of every program (default: 2)")
    add("--rounds", type=int, default=7, help="rounds of measuring, at least 5 to be believed (default: 7)")
    add("--only", type=lambda text: text.split(","), help="measure only these rows of the table (merit is always measured)")
    add("--linear", action="store_true", help="time and memory at 1M, 3M, 10M and 30M events")
    add("--merit", help="another merit than the one of this workspace")
    add("--no-build", action="store_true", help="take what is built already")
    add("--no-compare", action="store_true", help="do not compare; then no peer is measured, only merit and the limits")
    return parser.parse_args(arguments)
