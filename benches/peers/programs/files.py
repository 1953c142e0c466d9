"""What every program is told, and which columns of the files it needs."""

import argparse
import csv
import dataclasses
import datetime
import os

EVENTS = {
    "benchmark": ["lead", "at", "type", "path", "form"],
    "fifty": ["lead", "at", "type", "path", "form", "campaign", "file", "seconds"],
    "school": ["lead", "at", "type", "course", "lesson", "minutes", "marks", "answer", "at_home", "reason"],
    "clinic": ["lead", "at", "type", "หน้า", "บริการ", "บาท"],
}
LEADS = {
    "benchmark": ["lead", "email", "title", "company_size", "country"],
    "fifty": ["lead", "email", "title", "company_size", "country", "industry"],
    "school": ["lead", "email", "occupation", "age", "city"],
    "clinic": ["lead", "อีเมล", "อาชีพ", "อายุ", "จังหวัด"],
}
NUMBERS = {"seconds", "company_size", "marks", "minutes", "age", "บาท", "อายุ"}
EPOCH = datetime.date(1970, 1, 1)


@dataclasses.dataclass
class Job:
    """One run of a program."""

    model: str
    format: str
    events: str
    leads: str
    as_of: str
    today: int
    threads: int
    open: bool
    out: str

    def header(self, path):
        """The names of all columns of a CSV file."""
        with open(path, encoding="utf-8", newline="") as file:
            return next(csv.reader(file))


def job():
    """Reads the command line, which is the same for every program."""
    parser = argparse.ArgumentParser()
    for name in ["model", "format", "events", "leads", "as-of", "threads", "out"]:
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--open", action="store_true", help="leave the ends of ranges out")
    options = parser.parse_args()
    today = (datetime.date.fromisoformat(options.as_of) - EPOCH).days
    return Job(
        options.model,
        options.format,
        options.events,
        options.leads,
        options.as_of,
        today,
        int(options.threads),
        options.open,
        options.out,
    )


def program(folder, name):
    """The text of a program beside the file that runs it."""
    with open(os.path.join(os.path.dirname(__file__), folder, name), encoding="utf-8") as file:
        return file.read()
