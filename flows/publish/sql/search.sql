-- Full-text search over an index of plain tables: it works in every client, without the full-text extension.
-- Ranking is BM25 (k1 = 1.2, b = 0.75); weights hold its part that does not depend on the question, in thousandths.

CREATE MACRO stems_of(words) AS TABLE
WITH given AS (
    SELECT DISTINCT unnest(words_of(words)) AS word
),
forms AS (
    SELECT word, word AS form, 0 AS cut FROM given
    UNION ALL
    -- A form that no text holds may still share its stem with one that does.
    SELECT word, left(word, length(word) - length(suffix)), length(suffix)
    FROM given, (SELECT unnest(['s', 'es', 'd', 'ed', 'e', 'ing', 'ings', 'er', 'ers', 'ly']) AS suffix)
    WHERE ends_with(word, suffix) AND length(word) >= length(suffix) + 3
),
known AS (
    SELECT f.word, arg_min(s.stem, f.cut) AS stem
    FROM forms AS f
    JOIN search_words AS s ON s.word = f.form OR (f.cut > 0 AND s.stem = f.form)
    GROUP BY f.word
)
SELECT DISTINCT
    coalesce(k.stem, g.word) AS stem,
    coalesce(s.quote_count, 0) AS quote_count,
    coalesce(s.article_count, 0) AS article_count
FROM given AS g
LEFT JOIN known AS k ON k.word = g.word
LEFT JOIN (SELECT DISTINCT stem, quote_count, article_count FROM search_words) AS s ON s.stem = k.stem;
COMMENT ON MACRO TABLE stems_of IS
    'The stems of words as the search index knows them, and how many quotes and articles hold them. Example: SELECT * FROM stems_of(''talking'')';

CREATE MACRO search_quotes(words, at_most := 100) AS TABLE
WITH best AS (
    $best_quotes
)
SELECT
    round(b.score, 3) AS score,
    coalesce(q.said_on, a.published_on) AS day,
    s.name AS speaker,
    q.content,
    a.outlet,
    a.title,
    a.url,
    a.duplicate_of IS NOT NULL AS in_copy,
    q.confidence,
    q.quote_id,
    q.article_id
FROM best AS b
JOIN quotes AS q ON q.rowid = b.document
JOIN articles AS a ON a.article_id = q.article_id
LEFT JOIN actors AS s ON s.actor_id = q.speaker_id
ORDER BY b.score DESC, b.document;
COMMENT ON MACRO TABLE search_quotes IS
    'Quotes that hold every one of the words, in any order and form, best first; at_most limits them (100). Example: SELECT score, speaker, content FROM search_quotes(''ceasefire talks'')';

CREATE MACRO search_articles(words, at_most := 100) AS TABLE
WITH best AS (
    $best_articles
)
SELECT
    round(b.score, 3) AS score,
    a.published_on,
    a.outlet,
    a.section,
    a.title,
    a.url,
    a.duplicate_of IS NOT NULL AS is_copy,
    a.article_id
FROM best AS b
JOIN articles AS a ON a.rowid = b.document
ORDER BY b.score DESC, b.document;
COMMENT ON MACRO TABLE search_articles IS
    'Articles whose title and text hold every one of the words, in any order and form, best first; at_most limits them (100). Example: SELECT score, title, url FROM search_articles(''ceasefire talks'')';
