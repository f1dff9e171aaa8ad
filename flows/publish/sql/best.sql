-- The documents that hold every word, best first; $$index, $$source and $$count are filled in (search.py).
WITH given AS (
    SELECT stem, $count AS found FROM stems_of(words)
)
SELECT
    w.document,
    sum(w.weight * ln(1 + ((SELECT count(*) FROM $source) - g.found + 0.5) / (g.found + 0.5))) / 1000 AS score
FROM $index AS w
JOIN given AS g ON g.stem = w.stem
GROUP BY w.document
HAVING count(*) = (SELECT count(*) FROM given)
ORDER BY score DESC, w.document
LIMIT at_most
