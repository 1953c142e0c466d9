-- The benchmark model. {events} and {leads} are replaced by the table function that reads the file with typed columns,
-- {today} by the day of the as-of date since 1970, {open} by true when the ends of the range are left out.
--
-- What makes it fast: lead ids become numbers once; an event becomes seven bytes (number of the lead, day, day of the microsecond before, class) and the
-- file is read once; what is limited per day or week is grouped by exactly that period, once for all such rules; silences of 30
-- days or more are found between blocks of 30 days, because none fits inside a block. Sums are whole millionths of a point.
WITH leads AS MATERIALIZED (
  SELECT (row_number() OVER ())::UINTEGER AS n, lead, title, company_size, country, email FROM {leads}
),
classes AS (
  SELECT lead, (epoch_us("at") // 86400000000 - {today} + 364)::SMALLINT AS day,
    -- A silence that ends at the first instant of a day was not silent on that day.
    ((epoch_us("at") - 1) // 86400000000 - {today} + 364)::SMALLINT AS before,
    (CASE type
      WHEN 'page_view' THEN CASE WHEN path LIKE '/pricing%' THEN 2 WHEN path LIKE '/careers%' THEN 3 WHEN path IS NOT NULL THEN 4 END
      WHEN 'email_open' THEN 0 WHEN 'email_click' THEN 1
      WHEN 'form_submit' THEN CASE form WHEN 'demo' THEN 6 WHEN 'newsletter' THEN 5 END
      WHEN 'download' THEN 7 WHEN 'webinar_attended' THEN 8 WHEN 'meeting_cancelled' THEN 9 WHEN 'unsubscribed' THEN 10
    END)::TINYINT AS class
  FROM {events}
),
events AS MATERIALIZED (
  SELECT n, day, before, class FROM classes JOIN leads USING (lead)
),
counted AS (
  SELECT n, class, count(*) AS k
  FROM events WHERE class <= 5
  GROUP BY n, class, CASE class WHEN 0 THEN (day + 2) // 7 WHEN 2 THEN day WHEN 4 THEN day ELSE 0 END
),
limited AS (
  SELECT n, sum(CASE class WHEN 0 THEN least(k, 5) WHEN 1 THEN least(k, 5) * (least(k, 5) + 1) // 2 WHEN 2 THEN 10
    WHEN 3 THEN -20 WHEN 4 THEN least(k, 3) ELSE 5 END)::BIGINT AS points
  FROM counted GROUP BY n
),
months AS (
  SELECT n, min(before) AS first, max(day) AS last,
    sum(CASE class WHEN 6 THEN 30000000 WHEN 7 THEN round(8000000 * pow(2, (day - 364) / 30.0))::BIGINT
      WHEN 8 THEN CASE WHEN day + 91 > 364 THEN 15000000 ELSE 0 END WHEN 9 THEN -10000000 WHEN 10 THEN -50000000 ELSE 0 END) AS points
  FROM events GROUP BY n, day // 30
),
silences AS (
  SELECT n, points, last, first - lag(last) OVER (PARTITION BY n ORDER BY last) AS silence FROM months
),
sums AS (
  SELECT n, sum(points) AS points, 364 - max(last) AS last,
     sum(CASE WHEN silence < 30 THEN 0 WHEN silence < 60 THEN 15 WHEN silence < 90 THEN 45 WHEN silence >= 90 THEN 95 END) AS silences
  FROM silences GROUP BY n
),
scores AS (
  SELECT leads.*, 
    coalesce(sums.points, 0) + 1000000 * (coalesce(limited.points, 0) - coalesce(silences, 0)
      - CASE WHEN last >= 90 THEN 95 WHEN last >= 60 THEN 45 WHEN last >= 30 THEN 15 ELSE 0 END) AS millionths
  FROM leads LEFT JOIN sums USING (n) LEFT JOIN limited USING (n)
),
fits AS (
  SELECT lead, (abs(millionths) + 500000) // 1000000 * sign(millionths) AS rounded,
   if({open}, rounded, greatest(0, least(100, rounded)))::BIGINT AS score,
   CASE WHEN regexp_matches(title, 'vp|chief|head|director', 'i') THEN 30 ELSE 0 END
   + CASE WHEN company_size >= 200 THEN 20 ELSE 0 END
   + CASE WHEN country IN ('LV', 'LT', 'EE', 'VN', 'TH', 'CN') THEN 10 ELSE 0 END
   - CASE WHEN regexp_matches(email, '[@.](gmail|yahoo)\.com$') THEN 20 ELSE 0 END AS fit
  FROM scores
)
SELECT lead, score AS engagement,
  CASE WHEN score > 80 THEN 'Sales-qualified' WHEN score >= 50 THEN 'Qualified' WHEN score >= 20 THEN 'Warm' ELSE 'New' END AS "engagement.tier",
  CASE WHEN fit >= 50 THEN 'A' WHEN fit >= 30 THEN 'B' WHEN fit >= 10 THEN 'C' ELSE 'D' END AS fit,
  fit AS "fit.points", NULL AS segments
FROM fits ORDER BY lead
