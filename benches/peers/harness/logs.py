"""Logs are generated once and kept: a name says everything that a log depends on."""

import dataclasses
import hashlib
import os
import subprocess

from .places import RELEASE, WORK, say


@dataclasses.dataclass(frozen=True)
class Log:
    """A log and its leads table."""

    company: str
    format: str
    order: str
    events: int
    leads: int
    seed: int

    @property
    def name(self):
        return f"{self.company}-{self.events}-{self.leads}-{self.seed}-{self.order}"

    @property
    def events_path(self):
        return os.path.join(WORK, "logs", f"{self.name}.{self.format}")

    @property
    def leads_path(self):
        return os.path.join(WORK, "logs", f"{self.name}.leads.{self.format}")


def generated(log):
    """The log, made now unless this generator has made it before."""
    generator = os.path.join(RELEASE, "generate")
    with open(generator, "rb") as file:
        stamp = hashlib.sha256(file.read()).hexdigest()
    # Written last, so an interrupted generator leaves no log that looks whole.
    done = log.events_path + ".made-by"
    if os.path.exists(done):
        with open(done, encoding="ascii") as file:
            if file.read() == stamp:
                return log
        os.remove(done)
    os.makedirs(os.path.dirname(done), exist_ok=True)
    say(f"generating {os.path.basename(log.events_path)}")
    arguments = ["--events", log.events, "--leads", log.leads, "--seed", log.seed, "--order", log.order]
    arguments += ["--format", log.format, "--out", log.events_path, "--leads-out", log.leads_path]
    subprocess.run([generator, log.company, *map(str, arguments)], check=True)
    with open(done, "w", encoding="ascii") as file:
        file.write(stamp)
    return log
