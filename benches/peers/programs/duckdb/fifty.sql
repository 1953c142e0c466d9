-- The model `fifty`. The words in braces are those of benchmark.sql; {as_of} is the as-of date.
--
-- What SQL cannot say without a recursion for every lead: which events are used up by a sequence or a window that earns every time, and
-- `at most n times in any 7 days`, where what is refused depends on what was counted. So the model's sequences and windows earn once:
-- then it is enough that there is one. `until below` is said here for a score whose entries never fade: the lead is in the tier
-- when the last instant at 60 or more is later than the last below 40. Triggers need the dates of entering; `merit run` does not print them.
-- Records of one lead at one microsecond are not ordered by id here; this log has too few for a difference.
WITH leads AS MATERIALIZED (
  SELECT (row_number() OVER ())::UINTEGER AS n, lead, title, company_size, country, industry, email FROM {leads}
),
events AS MATERIALIZED (
  SELECT n, instant, (instant // 86400000000 - {today} + 364)::SMALLINT AS day, month("at")::TINYINT AS month, kind, word, flags
  FROM (
    SELECT lead, "at", epoch_us("at") AS instant,
      (CASE type WHEN 'email_open' THEN 0 WHEN 'email_click' THEN 1 WHEN 'page_view' THEN 2 WHEN 'video_view' THEN 3 WHEN 'form_submit' THEN 4
        WHEN 'download' THEN 5 WHEN 'webinar_attended' THEN 6 WHEN 'meeting_booked' THEN 7 WHEN 'meeting_cancelled' THEN 8
        WHEN 'unsubscribed' THEN 9 END)::TINYINT AS kind,
      CASE WHEN type IN ('email_open', 'email_click') THEN campaign WHEN type = 'download' THEN file END AS word,
      (CASE type
        WHEN 'page_view' THEN
          CASE WHEN path LIKE '/pricing%' THEN 1 WHEN path LIKE '/careers%' THEN 2 WHEN path LIKE '/product%' THEN 4 + 128
            WHEN path LIKE '/blog%' THEN 8 + 128 WHEN path = '/customers' THEN 32 + 128 WHEN path IS NOT NULL THEN 128 ELSE 0 END
          + CASE WHEN contains(path, 'docs') THEN 16 ELSE 0 END + CASE WHEN seconds >= 600 THEN 64 ELSE 0 END
        WHEN 'video_view' THEN CASE WHEN seconds >= 900 THEN 64 ELSE 0 END
        WHEN 'form_submit' THEN CASE form WHEN 'demo' THEN 1 WHEN 'contact' THEN 2 WHEN 'quote' THEN 2 + 16 WHEN 'newsletter' THEN 4
          WHEN 'survey' THEN 8 ELSE 0 END
        ELSE 0 END)::SMALLINT AS flags
    FROM {events}
  ) JOIN leads USING (lead)
),
-- Everything that needs no smaller group than the lead. Weeks and months are bits, and their number is how many were used.
plain AS (
  SELECT n, max(day) AS last,
    bool_or(kind = 0 AND word = 'welcome') AS welcome,
    count(*) FILTER (kind = 2 AND flags & 8 > 0) AS blog,
    count(*) FILTER (kind = 2 AND flags & 16 > 0) AS docs,
    bit_count(bit_or(1::UBIGINT << ((day + 2) // 7)) FILTER (kind = 2 AND flags & 64 > 0)) AS long_weeks,
    bit_count(bit_or(1::UINTEGER << month) FILTER (kind = 2 AND flags & 32 > 0)) AS customer_months,
    bit_count(bit_or(1::UINTEGER << month) FILTER (kind = 2)) AS page_months,
    bit_count(bit_or(1::UINTEGER << month) FILTER (kind = 6)) AS webinar_months,
    bit_count(bit_or(1::UINTEGER << month) FILTER (kind = 5)) AS download_months,
    bit_count(bit_or(1::UBIGINT << ((day + 2) // 7)) FILTER (kind = 1)) AS click_weeks,
    sum(CASE kind WHEN 5 THEN round(8000000 * pow(2, (day - 364) / 60.0)) WHEN 6 THEN round(12000000 * pow(2, (day - 364) / 60.0)) END) AS material,
    count(*) FILTER (kind = 4 AND flags & 1 > 0) AS demos,
    bool_or(kind = 4 AND flags & 1 > 0 AND day + 30 > 364) AS fresh,
    bool_or(kind = 4 AND flags & 4 > 0) AS newsletter,
    bool_or(kind = 4 AND flags & 8 > 0) AS survey,
    bool_or(kind = 4 AND flags & 16 > 0) AS quote,
    count(*) FILTER (kind = 7) AS booked,
    count(*) FILTER (kind = 7 AND day + 90 > 364) AS booked_lately,
    bool_or(kind = 2 AND flags & 2 > 0) AS careers,
    count(*) FILTER (kind = 8) AS cancelled,
    count(*) FILTER (kind = 9) AS unsubscribed,
    count(*) FILTER (kind = 6) AS webinars,
    count(*) FILTER (kind = 2 AND day + 90 > 364) AS pages_lately,
    bool_or(kind = 1 AND day + 30 > 364) AS click_lately,
    bool_or(kind = 2 AND day + 60 > 364) AS page_lately
  FROM events GROUP BY n
),
opens AS (
  SELECT n, sum(least(k, 5)) AS opens
  FROM (SELECT n, count(*) AS k FROM events WHERE kind = 0 GROUP BY n, (day + 2) // 7) GROUP BY n
),
clicks AS (
  SELECT n, sum(least(k, 5) * (least(k, 5) + 1) // 2) AS clicks
  FROM (SELECT n, count(*) AS k FROM events WHERE kind = 1 GROUP BY n, month) GROUP BY n
),
-- An unknown campaign is a value for "once per campaign", and none for the streak.
campaigns AS (
  SELECT n, word, min(instant) FILTER (kind = 0) AS opened, max(instant) FILTER (kind = 1) AS clicked
  FROM events WHERE kind <= 1 GROUP BY n, word
),
campaign_sums AS (
  SELECT n, count(clicked) AS campaigns, bool_or(answered AND answered_before) AS streak
  FROM (
    SELECT n, clicked, answered, lag(answered) OVER (PARTITION BY n, item ORDER BY opened) AS answered_before
    FROM (SELECT *, word IS NOT NULL AND opened IS NOT NULL AS item, item AND coalesce(clicked >= opened, false) AS answered FROM campaigns)
  ) GROUP BY n
),
page_days AS MATERIALIZED (
  SELECT n, day, count(*) AS k, max(instant) AS last_at, bool_or(flags & 1 > 0) AS pricing,
    count(*) FILTER (flags & 128 > 0) AS other, count(*) FILTER (flags & 4 > 0) AS product
  FROM events WHERE kind = 2 GROUP BY n, day
),
page_sums AS (
  SELECT n, sum(CASE WHEN pricing THEN 10 ELSE 0 END + least(other, 3)) AS pages, max(in_week) >= 5 AS five
  FROM (SELECT *, sum(k) OVER (PARTITION BY n ORDER BY day RANGE BETWEEN 6 PRECEDING AND CURRENT ROW) AS in_week FROM page_days)
  GROUP BY n
),
product_sums AS (
  SELECT n, sum(least(k, 2)) * 3 AS products
  FROM (SELECT n, sum(product) AS k FROM page_days WHERE product > 0 GROUP BY n, (day + 2) // 7) GROUP BY n
),
files AS (
  SELECT n, sum(round(10000000 * pow(2, (day - 364) / 60.0))) AS files
  FROM (SELECT n, min(day) AS day FROM events WHERE kind = 5 GROUP BY n, word) GROUP BY n
),
video_days AS (
  SELECT n, day, count(*) AS k, bool_or(flags & 64 > 0) AS long,
    sum(count(*)) OVER (PARTITION BY n ORDER BY day RANGE BETWEEN 13 PRECEDING AND CURRENT ROW) AS in_fortnight,
    coalesce(day - lag(day) OVER (PARTITION BY n ORDER BY day) >= 30, true) AS first
  FROM events WHERE kind = 3 GROUP BY n, day
),
video_runs AS (
  SELECT n, day, k, long, in_fortnight, sum(CASE WHEN first THEN 1 ELSE 0 END) OVER (PARTITION BY n ORDER BY day) AS run FROM video_days
),
video_sums AS (
  SELECT n, sum(long) + coalesce(round(5000000 * pow(2, (min(three) - 364) / 60.0)), 0) AS videos, sum(least(k, 3) * (least(k, 3) + 1) // 2) AS steady
  FROM (
    SELECT n, sum(k) AS k, min(day) FILTER (in_fortnight >= 3) AS three,
      coalesce(sum(round(3000000 * pow(2, (day - 364) / 60.0))) FILTER (long), 0) AS long
    FROM video_runs GROUP BY n, run
  ) GROUP BY n
),
requests AS (
  SELECT n, sum(CASE
      WHEN date + to_months(4) <= {as_of} THEN 0 WHEN date + to_months(3) <= {as_of} THEN 5 WHEN date + to_months(2) <= {as_of} THEN 10
      WHEN date + to_months(1) <= {as_of} THEN 15 ELSE 20 END) AS requests
  FROM (SELECT DISTINCT n, DATE '1970-01-01' + (day + {today} - 364)::INTEGER AS date FROM events WHERE kind = 4 AND flags & 2 > 0) GROUP BY n
),
-- One sort for all sequences: what came before an event at the latest, or after it at the earliest.
steps AS (
  SELECT n, day, kind, flags,
    max(CASE WHEN kind = 0 THEN day END) OVER before AS opened,
    max(CASE WHEN kind = 5 THEN day END) OVER before AS downloaded,
    max(CASE WHEN kind = 6 THEN day END) OVER before AS attended,
    max(CASE WHEN kind = 1 THEN day END) OVER earlier AS clicked,
    min(CASE WHEN kind = 7 THEN day END) OVER after AS booked
  FROM events WHERE kind IN (0, 1, 4, 5, 6, 7) OR kind = 2 AND flags & 1 > 0
  WINDOW
    before AS (PARTITION BY n ORDER BY instant RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
    earlier AS (PARTITION BY n ORDER BY instant RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
    after AS (PARTITION BY n ORDER BY instant RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
),
step_sums AS (
  SELECT n,
    bool_or(kind = 1 AND opened >= day - 2) AS open_click,
    bool_or(kind = 2 AND downloaded >= day - 7) AS download_pricing,
    bool_or(kind = 4 AND attended >= day - 3) AS webinar_form,
    bool_or(kind = 4 AND flags & 1 > 0 AND coalesce(booked > day + 14, true) AND day + 15 <= 364) AS demo_alone,
    bit_count(bit_or(1::UBIGINT << ((day + 2) // 7)) FILTER (kind = 2 AND clicked > day - 7)) AS clicked_weeks
  FROM steps GROUP BY n
),
downloads_alone AS (
  SELECT downloads.n, count(*) AS alone
  FROM (SELECT n, instant, day FROM events WHERE kind = 5 AND day + 31 <= 364) AS downloads
  ASOF LEFT JOIN page_days ON downloads.n = page_days.n AND downloads.instant <= page_days.last_at
  WHERE page_days.day IS NULL OR page_days.day > downloads.day + 30
  GROUP BY downloads.n
),
-- What "readiness" is made of: entries that never fade.
ready_entries AS (
  SELECT n, instant, CASE
      WHEN kind = 7 THEN 25 WHEN kind = 8 THEN -25 WHEN kind = 9 THEN -40
      WHEN kind = 4 AND flags & 1 > 0 THEN 15
      WHEN kind = 4 THEN CASE WHEN number = 1 THEN 10 ELSE 0 END
      WHEN kind = 6 THEN CASE WHEN number <= 3 THEN 5 ELSE 0 END
      WHEN kind = 5 THEN CASE WHEN number = 1 THEN 3 ELSE 0 END
      ELSE CASE WHEN number = 1 THEN -10 ELSE 0 END END AS points
  FROM (
    SELECT n, instant, kind, flags,
      row_number() OVER (PARTITION BY n, kind, CASE kind WHEN 4 THEN flags & 1 WHEN 5 THEN month ELSE 0 END ORDER BY instant) AS number
    FROM events WHERE kind >= 5 OR kind = 4 AND flags & 17 > 0 OR kind = 2 AND flags & 2 > 0
  )
),
ready_sums AS (
  SELECT n, arg_max(points, instant) AS ready,
    coalesce(max(instant) FILTER (points >= 60) > coalesce(max(instant) FILTER (points < 40), 0), false) AS held
  FROM (SELECT n, instant, sum(points) OVER (PARTITION BY n ORDER BY instant) AS points FROM ready_entries) GROUP BY n
),
sums AS (
  SELECT leads.*,
    least(60, coalesce(opens, 0) + coalesce(clicks, 0) + 5 * coalesce(campaigns, 0) + CASE WHEN welcome THEN 2 ELSE 0 END
      + CASE WHEN open_click THEN 4 ELSE 0 END)
    + least(150, coalesce(pages, 0) + coalesce(products, 0) + 5 * coalesce(long_weeks, 0) + 2 * (coalesce(blog, 0) // 3)
      + CASE WHEN five THEN 10 ELSE 0 END + 6 * least(coalesce(docs, 0), 3) + 4 * coalesce(customer_months, 0))
    + least(90, 30 * coalesce(demos, 0)) + coalesce(requests, 0) + CASE WHEN newsletter THEN 5 ELSE 0 END
    + CASE WHEN download_pricing THEN 15 ELSE 0 END + CASE WHEN webinar_form THEN 15 ELSE 0 END + 10 * coalesce(booked_lately, 0)
    + CASE WHEN survey THEN 8 ELSE 0 END + 6 * coalesce(clicked_weeks, 0) + CASE WHEN streak THEN 20 ELSE 0 END
    - CASE WHEN careers THEN 20 ELSE 0 END - 10 * coalesce(cancelled, 0) - least(100, 50 * coalesce(unsubscribed, 0))
    - CASE WHEN demo_alone THEN 15 ELSE 0 END - 5 * coalesce(alone, 0)
    - CASE WHEN last <= 274 THEN 50 WHEN last <= 304 THEN 30 WHEN last <= 334 THEN 15 ELSE 0 END AS whole,
    (coalesce(material, 0) + coalesce(files, 0) + coalesce(videos, 0))::BIGINT AS millionths,
    coalesce(ready, 0) AS ready_points,
    CASE WHEN held THEN 'Ready' WHEN ready >= 30 THEN 'Getting there' ELSE 'Not yet' END AS ready_tier,
    coalesce(steady, 0) + 4 * coalesce(webinar_months, 0)
      + 2 * coalesce(click_weeks, 0) + coalesce(page_months, 0) + CASE WHEN pages_lately >= 10 THEN 10 ELSE 0 END
      + CASE WHEN click_lately AND unsubscribed = 0 THEN 5 ELSE 0 END - CASE WHEN page_lately THEN 0 ELSE 5 END AS loyal_points,
    coalesce(unsubscribed, 0) > 0 AS gone, coalesce(fresh, false) AS fresh,
    CASE WHEN regexp_matches(title, 'vp|chief|head|director', 'i') THEN 30 ELSE 0 END
    + CASE WHEN company_size >= 200 THEN 20 ELSE 0 END
    + CASE WHEN country IN ('LV', 'LT', 'EE', 'VN', 'TH', 'CN') THEN 10 ELSE 0 END
    - CASE WHEN regexp_matches(email, '[@.](gmail|yahoo)\.com$') THEN 20 ELSE 0 END
    + CASE WHEN industry IN ('Retail', 'Software') THEN 10 ELSE 0 END AS fit
  FROM leads
    LEFT JOIN plain USING (n) LEFT JOIN opens USING (n) LEFT JOIN clicks USING (n) LEFT JOIN campaign_sums USING (n)
    LEFT JOIN page_sums USING (n) LEFT JOIN product_sums USING (n) LEFT JOIN files USING (n) LEFT JOIN video_sums USING (n)
    LEFT JOIN requests USING (n) LEFT JOIN step_sums USING (n) LEFT JOIN downloads_alone USING (n) LEFT JOIN ready_sums USING (n)
),
scores AS (
  SELECT *, whole * 1000000 + millionths AS sum, (abs(sum) + 500000) // 1000000 * sign(sum) AS rounded,
    if({open}, rounded, greatest(0, least(400, rounded)))::BIGINT AS score,
    if({open}, ready_points, greatest(0, least(200, ready_points)))::BIGINT AS readiness,
    if({open}, loyal_points, greatest(0, least(100, loyal_points)))::BIGINT AS loyalty
  FROM sums
),
answers AS (
  SELECT *, score >= 80 AND fit >= 10 AND loyalty >= 5 AND NOT gone AS call FROM scores
)
SELECT lead, score AS engagement,
  CASE WHEN score >= 150 THEN 'Hot' WHEN score >= 80 THEN 'Qualified' WHEN score >= 30 THEN 'Warm' ELSE 'New' END AS "engagement.tier",
  loyalty, readiness, ready_tier AS "readiness.tier",
  CASE WHEN fit >= 50 THEN 'A' WHEN fit >= 30 THEN 'B' WHEN fit >= 10 THEN 'C' ELSE 'D' END AS fit, fit AS "fit.points",
  CASE WHEN call AND fresh THEN 'Call list;Fresh' WHEN call THEN 'Call list' WHEN fresh THEN 'Fresh' END AS segments
FROM answers ORDER BY lead
