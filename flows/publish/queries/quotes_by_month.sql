-- Coverage by month and outlet
-- How many articles and quotes each outlet contributes a month, copies left out.
SELECT make_date(year(a.published_on), month(a.published_on), 1) AS month, a.outlet, count(DISTINCT a.article_id) AS articles,
    count(q.quote_id) AS quotes
FROM articles AS a
LEFT JOIN quotes AS q ON q.article_id = a.article_id
WHERE a.duplicate_of IS NULL
GROUP BY ALL
ORDER BY month NULLS LAST, outlet NULLS LAST;
