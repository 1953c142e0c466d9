-- The benchmark model. {events} and {leads} are replaced by the table function that reads the file with typed columns, {today} by
-- the day of the as-of date since 1970, {open} by true when the ends of the range are left out.
--
-- One grouping by lead, without a second one below it: what is limited per day or week is kept as a sorted array of periods, in
-- which an occasion counts unless the one three (or five) places before it has the same period. An unknown text is read as ''.
WITH
  events AS (
    SELECT lead, toInt32(intDiv(instant, 86400000000)) - {today} + 364 AS day, instant % 86400000000 = 0 AS midnight, type, path, form
    FROM (SELECT lead, toUnixTimestamp64Micro(`at`) AS instant, type, path, form FROM {events})
  ),
  classes AS (
    SELECT lead, day, midnight, multiIf(
      type = 'page_view', multiIf(startsWith(path, '/pricing'), 2, startsWith(path, '/careers'), 3, path != '', 4, 11),
      type = 'email_open', 0, type = 'email_click', 1,
      type = 'form_submit', multiIf(form = 'demo', 6, form = 'newsletter', 5, 11),
      type = 'download', 7, type = 'webinar_attended', 8, type = 'meeting_cancelled', 9, type = 'unsubscribed', 10, 11) AS class
    FROM events
  ),
  grouped AS (
    SELECT lead,
      least(countIf(class = 1), 5) AS clicks,
      arraySort(groupArrayIf(toUInt8(intDiv(day + 2, 7) + 1), class = 0)) AS opens,
      uniqExactIf(toUInt16(day), class = 2) AS pricing,
      arraySort(groupArrayIf(toUInt16(day + 1), class = 4)) AS pages,
      max(class = 3) AS careers, max(class = 5) AS newsletter,
      sum(multiIf(class = 6, 30000000, class = 7, toInt64(round(8000000 * pow(2, (day - 364) / 30))),
        class = 8 AND day + 91 > 364, 15000000, class = 9, -10000000, class = 10, -50000000, 0)) AS points,
      -- Twice the day, and one more unless it is the first instant: a silence that ends there was not silent on that day.
      arraySort(groupUniqArray(toInt16(2 * day + 1 - midnight))) AS days
    FROM classes GROUP BY lead
  ),
  sums AS (
    SELECT lead,
      points + 1000000 * (toInt64(clicks * (clicks + 1) / 2) + 10 * pricing - 20 * careers + 5 * newsletter
        + arrayCount((period, before) -> period != before, opens, arrayShiftRight(opens, 5))
        + arrayCount((period, before) -> period != before, pages, arrayShiftRight(pages, 3))
        - arraySum((now, before) -> transform(intDiv(intDiv(now - 1, 2) - intDiv(before, 2), 30), [0, 1, 2], [0, 15, 45], 95),
          arrayPopFront(days), arrayPopBack(days))
        - transform(intDiv(364 - intDiv(days[-1], 2), 30), [0, 1, 2], [0, 15, 45], 95)) AS millionths
    FROM grouped
  ),
  scores AS (
    SELECT leads.lead AS lead,
      intDiv(abs(millionths) + 500000, 1000000) * sign(millionths) AS rounded,
      if({open}, rounded, greatest(0, least(100, rounded))) AS score,
      if(match(title, '(?i)vp|chief|head|director'), 30, 0) + if(company_size >= 200, 20, 0)
      + if(country IN ('LV', 'LT', 'EE', 'VN', 'TH', 'CN'), 10, 0)
      - if(match(email, '[@.](gmail|yahoo)\\.com$'), 20, 0) AS points
    FROM {leads} AS leads LEFT JOIN sums USING (lead)
  )
SELECT lead, score AS engagement,
  multiIf(score > 80, 'Sales-qualified', score >= 50, 'Qualified', score >= 20, 'Warm', 'New') AS `engagement.tier`,
  multiIf(points >= 50, 'A', points >= 30, 'B', points >= 10, 'C', 'D') AS fit,
  points AS `fit.points`, '' AS segments
FROM scores ORDER BY lead
