"""The benchmark model. It follows the SQL for DuckDB: an event becomes a lead, a day and a class; what is limited per day or week
is grouped by that period, once for all such rules; silences are found between blocks of 30 days.
"""

import polars as pl

LADDER = 5
FREE = r"[@.](gmail|yahoo)\.com$"
SENIOR = r"(?i)vp|chief|head|director"
DAY = 86_400_000_000


def result(events, leads, task):
    first = task.today - 364
    instant = pl.col("at").dt.epoch("us")
    kind, path, form = pl.col("type"), pl.col("path"), pl.col("form")
    group = (
        pl.when(kind == "page_view")
        .then(
            pl.when(path.str.starts_with("/pricing"))
            .then(2)
            .when(path.str.starts_with("/careers"))
            .then(3)
            .when(path.is_not_null())
            .then(4)
            .otherwise(11)
        )
        .when(kind == "email_open")
        .then(0)
        .when(kind == "email_click")
        .then(1)
        .when(kind == "form_submit")
        .then(pl.when(form == "demo").then(6).when(form == "newsletter").then(5).otherwise(11))
        .when(kind == "download")
        .then(7)
        .when(kind == "webinar_attended")
        .then(8)
        .when(kind == "meeting_cancelled")
        .then(9)
        .when(kind == "unsubscribed")
        .then(10)
        .otherwise(11)
        .cast(pl.Int8)
    )
    # A silence that ends at the first instant of a day was not silent on that day.
    classes = events.select(
        "lead",
        day=(instant // DAY - first).cast(pl.Int16),
        before=((instant - 1) // DAY - first).cast(pl.Int16),
        group=group,
    )
    group, day = pl.col("group"), pl.col("day")
    period = pl.when(group == 0).then((day + 2) // 7).when(group.is_in([2, 4])).then(day).otherwise(0)
    times = pl.col("times").cast(pl.Int64)
    step = pl.min_horizontal(times, LADDER)
    worth = (
        pl.when(group == 0)
        .then(pl.min_horizontal(times, 5))
        .when(group == 1)
        .then(step * (step + 1) // 2)
        .when(group == 2)
        .then(10)
        .when(group == 3)
        .then(-20)
        .when(group == 4)
        .then(pl.min_horizontal(times, 3))
        .otherwise(5)
    )
    limited = (
        classes.filter(group <= 5)
        .group_by("lead", "group", period.alias("period"))
        .agg(times=pl.len())
        .group_by("lead")
        .agg(limited=worth.sum())
    )
    millionths = (
        pl.when(group == 6)
        .then(30_000_000)
        .when(group == 7)
        .then((8e6 * (2.0 ** ((day - 364) / 30.0))).round().cast(pl.Int64))
        .when(group == 8)
        .then(pl.when(day + 91 > 364).then(15_000_000).otherwise(0))
        .when(group == 9)
        .then(-10_000_000)
        .when(group == 10)
        .then(-50_000_000)
        .otherwise(0)
    )
    months = classes.group_by("lead", (day // 30).alias("month")).agg(
        first=pl.col("before").min(), last=day.max(), points=millionths.sum()
    )
    # In one order for all leads, the month before stands in the row before.
    begun = pl.col("lead") != pl.col("lead").shift(1)
    silence = pl.when(begun).then(None).otherwise(pl.col("first") - pl.col("last").shift(1))
    sums = (
        months.sort("lead", "month")
        .select("lead", "points", "last", silence=silence)
        .group_by("lead")
        .agg(points=pl.col("points").sum(), silences=deducted(pl.col("silence")).sum(), last=pl.col("last").max())
    )
    last = deducted(364 - pl.col("last"))
    points = pl.col("points").fill_null(0) + 1_000_000 * (
        pl.col("limited").fill_null(0) - pl.col("silences").fill_null(0) - last.fill_null(0)
    )
    fit = (
        given(pl.col("title").str.contains(SENIOR), 30)
        + given(pl.col("company_size") >= 200, 20)
        + given(pl.col("country").is_in(["LV", "LT", "EE", "VN", "TH", "CN"]), 10)
        - given(pl.col("email").str.contains(FREE), 20)
    )
    rounded = (pl.col("millionths").abs() + 500_000) // 1_000_000 * pl.col("millionths").sign()
    score, grade = pl.col("engagement"), pl.col("fit.points")
    tier = (
        pl.when(score > 80)
        .then(pl.lit("Sales-qualified"))
        .when(score >= 50)
        .then(pl.lit("Qualified"))
        .when(score >= 20)
        .then(pl.lit("Warm"))
        .otherwise(pl.lit("New"))
    )
    letter = (
        pl.when(grade >= 50)
        .then(pl.lit("A"))
        .when(grade >= 30)
        .then(pl.lit("B"))
        .when(grade >= 10)
        .then(pl.lit("C"))
        .otherwise(pl.lit("D"))
    )
    return (
        leads.select("lead", fit.alias("fit.points"))
        .join(sums, on="lead", how="left")
        .join(limited, on="lead", how="left")
        .select("lead", "fit.points", millionths=points)
        .select("lead", "fit.points", engagement=rounded if task.open else rounded.clip(0, 100))
        .select("lead", "engagement", tier.alias("engagement.tier"), letter.alias("fit"), "fit.points", segments=pl.lit(None, dtype=pl.String))
        .sort("lead")
    )


def deducted(days):
    return pl.when(days >= 90).then(95).when(days >= 60).then(45).when(days >= 30).then(15).otherwise(0)


def given(condition, points):
    return pl.when(condition).then(points).otherwise(0)
