"""Ratios first: seconds depend on the machine and on what else it does."""

from statistics import median


def ratios(rounds, row, first, of):
    """The median over the rounds of a row's measure divided by the first row's in the same round."""
    return median(getattr(measures[row], of) / getattr(measures[first], of) for measures in rounds)


def table(rows, rounds):
    """The rows, as lines of text."""
    first = rows[0].name
    lines = ["| | wall | processor | peak MiB | wall s | processor s |", "|---|---:|---:|---:|---:|---:|"]
    for row in rows:
        middle = {of: median(getattr(measures[row.name], of) for measures in rounds) for of in ["wall", "cpu", "memory"]}
        wall, cpu = (ratios(rounds, row.name, first, of) for of in ["wall", "cpu"])
        lines.append(
            f"| {row.name} | {wall:.2f} | {cpu:.2f} | {middle['memory']:.0f} | {middle['wall']:.2f} | {middle['cpu']:.2f} |"
        )
    return lines


def verdicts(rows, rounds, starts):
    """The sentences that the table is for."""
    first = rows[0].name
    lines = []
    there = [row for row in rows if row.group == "peer"]
    if there:
        for of, name in [("wall", "wall"), ("cpu", "processor")]:
            best = min(there, key=lambda row: median(getattr(measures[row.name], of) for measures in rounds))
            lines.append(f"{name}: {best.name}, the best peer, takes {ratios(rounds, best.name, first, of):.2f} times as long as merit")
        leanest = min(there, key=lambda row: median(measures[row.name].memory for measures in rounds))
        share = 1 / ratios(rounds, leanest.name, first, "memory")
        lines.append(f"memory: merit needs {share:.2f} of what the leanest peer needs, {leanest.name}")
        before = "; ".join(f"{name} {start.wall:.2f} s of wall time, {start.cpu:.2f} s of processor time" for name, start in starts.items())
        lines.append(f"starting alone takes: {before}")
    for row in rows:
        if row.group == "limit":
            wall, cpu = (1 / ratios(rounds, row.name, first, of) for of in ["wall", "cpu"])
            lines.append(f"{row.name}: merit takes {wall:.2f} times its wall time, {cpu:.2f} times its processor time")
    return lines
