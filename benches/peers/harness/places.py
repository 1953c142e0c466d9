"""Where things are, and what has to be built or installed before anything is measured."""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(HERE))
TARGET = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
RELEASE = os.path.join(TARGET, "release")
WORK = os.path.join(TARGET, "peers")
PYTHON = os.path.join(WORK, "venv", "bin", "python")
AS_OF = "2025-12-31"


def say(text):
    print(text, file=sys.stderr, flush=True)


def build():
    """Builds the programs in release, the whole workspace at once so that all of them share their libraries."""
    say("building")
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet", "--bins"], cwd=ROOT, check=True)


def install():
    """Installs the peers into a virtual environment of their own, when their list is not the one that is installed."""
    listed = os.path.join(HERE, "requirements.txt")
    installed = os.path.join(WORK, "installed.txt")
    with open(listed, encoding="utf-8") as file:
        wanted = file.read()
    if os.path.exists(installed):
        with open(installed, encoding="utf-8") as file:
            if file.read() == wanted:
                return
    say("installing the peers")
    os.makedirs(WORK, exist_ok=True)
    subprocess.run([sys.executable, "-m", "venv", os.path.join(WORK, "venv")], check=True)
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "--requirement", listed], check=True)
    with open(installed, "w", encoding="utf-8") as file:
        file.write(wanted)
