"""Reads what `merit check` writes with the eyes of others. Usage: validate.py MERIT, the built command.

Needs the package jsonschema. Ends with 1 and the reason when something is not in its form.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import unquote

import jsonschema

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MERIT = Path(sys.argv[1]).resolve()


def merit(folder, *args):
    """What the command writes; every status but 2 is right."""
    ran = subprocess.run([MERIT, *args], cwd=folder, capture_output=True)
    assert ran.returncode in (0, 1), (args, ran.returncode, ran.stderr.decode())
    return ran.stdout.decode("utf-8")


def is_text(value):
    return isinstance(value, str) and value != ""


def sarif(folder, findings):
    log = json.loads(merit(folder, "check", "--format", "sarif"))
    jsonschema.validate(log, json.loads((HERE / "sarif-schema-2.1.0.json").read_text()))
    run = log["runs"][0]
    results, rules = run["results"], run["tool"]["driver"]["rules"]
    assert len(results) == min(len(findings), 5000)
    # What code scanning of GitHub demands beyond the schema.
    assert len(rules) <= 25000 and len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert is_text(rule["help"]["text"]) and is_text(rule["help"]["markdown"]), rule["id"]
        assert len(rule["shortDescription"]["text"]) <= 1024 and len(rule["properties"]["tags"]) <= 10
    prints = set()
    for result in results:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        prints.add(result["partialFingerprints"]["meritFinding/v1"])
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert not uri.startswith(("/", "file:", "..")) and (Path(folder) / unquote(uri)).is_file(), uri
    assert len(prints) == len(results), "fingerprints are not unique"


def gitlab(folder, findings):
    text = merit(folder, "check", "--format", "gitlab")
    assert not text.startswith("\ufeff")
    issues = json.loads(text)
    assert isinstance(issues, list) and len(issues) == len(findings)
    for issue in issues:
        assert is_text(issue["description"]) and is_text(issue["check_name"]) and is_text(issue["fingerprint"])
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker"), issue
        path, begin = issue["location"]["path"], issue["location"]["lines"]["begin"]
        assert not path.startswith(("./", "/")) and isinstance(begin, int) and begin >= 1, issue
    assert len({issue["fingerprint"] for issue in issues}) == len(issues), "fingerprints are not unique"


def junit(folder, findings):
    suites = ET.fromstring(merit(folder, "check", "--format", "junit", "--strict"))
    assert suites.tag == "testsuites"
    counts = [0, 0]
    for suite in suites:
        assert suite.tag == "testsuite" and is_text(suite.get("name"))
        cases = suite.findall("testcase")
        failures = suite.findall("testcase/failure")
        assert int(suite.get("tests")) == len(cases) and int(suite.get("failures")) == len(failures)
        assert all(is_text(case.get("name")) and is_text(case.get("classname")) for case in cases)
        assert all(is_text(failure.get("message")) and is_text(failure.text) for failure in failures)
        counts[0] += len(cases)
        counts[1] += len(failures)
    assert counts == [int(suites.get("tests")), int(suites.get("failures"))]
    grave = sum(finding["level"] in ("error", "warning") for finding in findings)
    assert counts[1] == grave, (counts, grave)


def rdjson(folder, findings):
    """reviewdog.proto: lines and columns from 1, columns in bytes, ends excluded."""
    results = json.loads(merit(folder, "check", "--format", "rdjson"))
    assert set(results) == {"source", "diagnostics"} and is_text(results["source"]["name"])
    assert len(results["diagnostics"]) == len(findings)
    suggestions = 0
    for found in results["diagnostics"]:
        assert set(found) <= {"message", "location", "severity", "code", "suggestions"}, found
        assert is_text(found["message"]) and found["severity"] in ("ERROR", "WARNING", "INFO")
        assert is_text(found["code"]["value"])
        lines = (Path(folder) / found["location"]["path"]).read_bytes().split(b"\n")
        ranges = [found["location"]["range"]] + [one["range"] for one in found.get("suggestions", [])]
        for one in ranges:
            for end in ("start", "end"):
                line, column = one[end]["line"], one[end]["column"]
                assert 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1, found
                lines[line - 1][: column - 1].decode("utf-8")
        suggestions += len(found.get("suggestions", []))
    assert suggestions > 0


def github(folder, findings):
    """Workflow commands: `::error file=...,line=...,title=...::message`."""
    lines = merit(folder, "check", "--format", "github").splitlines()
    assert len(lines) == len(findings)
    form = re.compile(r"::(error|warning|notice) ((?:[a-zA-Z]+=[^,:]*)(?:,[a-zA-Z]+=[^,:]*)*)::(.+)")
    for line in lines:
        assert form.fullmatch(line), line


def for_people(folder):
    plain = merit(folder, "check", "--format", "plain")
    assert "\x1b" not in plain and not re.search("[\u2500-\u257f]", plain), "plain has drawings"
    assert "\x1b[" in merit(folder, "check", "--format", "human", "--color", "always")


def formats(folder):
    findings = [json.loads(line) for line in merit(folder, "check", "--format", "jsonl").splitlines()]
    assert json.loads(merit(folder, "check", "--format", "json")) == findings
    assert len({finding["code"] for finding in findings}) > 40, "too few codes to say anything"
    for reader in (sarif, gitlab, junit, rdjson, github):
        reader(folder, findings)
        print(f"  {reader.__name__}: {len(findings)} findings")
    for_people(folder)


def copy_suite(folder):
    """Every score file of the suite, under names with blanks and letters of other scripts."""
    for suite in ("tests/suite/checks", "tests/suite/defects", "crates/merit-syntax/tests/cases"):
        for path in (ROOT / suite).rglob("*"):
            target = folder / "điểm số" / path.relative_to(ROOT)
            # A file that is not UTF-8 has no lines of text to compare with.
            if path.is_file() and path.name != "bytes.score":
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())


def ready_made(folder):
    """The commands of the CI files work in a new project, and their reports are there."""
    environment = dict(os.environ, PATH=f"{MERIT.parent}{os.pathsep}{os.environ['PATH']}")
    for name, reports in (
        ("github.yml", ["merit.sarif"]),
        ("gitlab.yml", ["gl-code-quality-report.json", "merit-tests.xml"]),
    ):
        project = folder / name
        merit(folder, "new", str(project))
        text = (ROOT / "docs/how-to/ci" / name).read_text()
        commands = re.findall(r"^\s*- (?:run: )?(merit .*)$", text, re.M)
        assert len(commands) >= 3, name
        for command in commands:
            ran = subprocess.run(command, cwd=project, shell=True, env=environment, capture_output=True)
            assert ran.returncode == 0, (name, command, ran.stdout.decode(), ran.stderr.decode())
        for report in reports:
            assert report in text and (project / report).stat().st_size > 0, (name, report)
        print(f"  {name}: {len(commands)} commands")


with tempfile.TemporaryDirectory() as scratch:
    suite = Path(scratch) / "suite"
    copy_suite(suite)
    formats(suite)
    ready_made(Path(scratch))
