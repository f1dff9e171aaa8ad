-- Who will not be named
-- How often each outlet quotes sources without a name, and the words it uses for them most.
SELECT a.outlet, count(*) AS quotes, count(*) FILTER (WHERE q.speaker_form IN ('unnamed', 'noun')) AS unnamed,
    round(100.0 * unnamed / count(*), 1) AS percent_unnamed,
    mode(q.source) FILTER (WHERE q.speaker_form IN ('unnamed', 'noun')) AS most_often
FROM quotes AS q
JOIN articles AS a ON a.article_id = q.article_id
WHERE a.duplicate_of IS NULL
GROUP BY a.outlet
ORDER BY unnamed DESC, a.outlet;
