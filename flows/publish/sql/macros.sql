-- Questions with a parameter. A name matches without regard to case and accents: full name, alias, or last name.

CREATE MACRO said_by(who) AS TABLE
WITH said AS MATERIALIZED (
    FROM quotes WHERE speaker_id IN (SELECT actor_id FROM actor_names WHERE folded_name = fold_name(who))
),
-- The few actors that these quotes name, so that no join goes through all of them.
named AS MATERIALIZED (
    SELECT actor_id, name
    FROM actors
    WHERE actor_id IN (
        SELECT speaker_id FROM said UNION ALL SELECT addressee_id FROM said UNION ALL SELECT relayed_by_id FROM said
    )
)
SELECT
    coalesce(q.said_on, a.published_on) AS day,
    s.name AS speaker,
    q.kind,
    q.content,
    q.negated,
    addressee.name AS addressee,
    relayed_by.name AS relayed_by,
    a.outlet,
    a.title,
    a.url,
    q.confidence,
    q.quote_id,
    q.article_id
FROM said AS q
JOIN named AS s ON s.actor_id = q.speaker_id
JOIN articles AS a ON a.article_id = q.article_id AND a.duplicate_of IS NULL
LEFT JOIN named AS addressee ON addressee.actor_id = q.addressee_id
LEFT JOIN named AS relayed_by ON relayed_by.actor_id = q.relayed_by_id
ORDER BY day DESC NULLS LAST, q.article_id, q.ordinal;
COMMENT ON MACRO TABLE said_by IS
    'What somebody said, newest first, copies of articles left out. Example: SELECT day, content, title FROM said_by(''blinken'')';

CREATE MACRO about(who) AS TABLE
WITH wanted AS (
    SELECT DISTINCT actor_id FROM actor_names WHERE folded_name = fold_name(who)
),
mentioned AS (
    SELECT m.article_id, m.start, m."end", m.actor_id
    FROM mentions AS m
    JOIN wanted AS w ON w.actor_id = m.actor_id
),
spans AS (
    SELECT quote_id, article_id, unnest(content_spans) AS span
    FROM quotes
    WHERE article_id IN (SELECT article_id FROM mentioned)
),
matched AS (
    SELECT DISTINCT s.quote_id, m.actor_id
    FROM spans AS s
    JOIN mentioned AS m ON m.article_id = s.article_id AND m.start >= s.span.start AND m."end" <= s.span."end"
)
SELECT
    coalesce(q.said_on, a.published_on) AS day,
    t.name AS about,
    s.name AS speaker,
    q.kind,
    q.content,
    a.outlet,
    a.title,
    a.url,
    q.confidence,
    q.quote_id,
    q.article_id
FROM quotes AS q
JOIN matched AS m ON m.quote_id = q.quote_id
JOIN actors AS t ON t.actor_id = m.actor_id
JOIN articles AS a ON a.article_id = q.article_id AND a.duplicate_of IS NULL
LEFT JOIN actors AS s ON s.actor_id = q.speaker_id
ORDER BY day DESC NULLS LAST, q.article_id, q.ordinal;
COMMENT ON MACRO TABLE about IS
    'What others say about somebody: quotes whose words refer to them, newest first, copies of articles left out. Example: SELECT day, speaker, content FROM about(''ashkenazi'')';

CREATE MACRO calls_between(one, other) AS TABLE
WITH parties AS (
    SELECT call_id, unnest(participants) AS actor_id FROM calls
),
wanted AS (
    SELECT call_id FROM parties WHERE actor_id IN (SELECT actor_id FROM actor_names WHERE folded_name = fold_name(one))
    INTERSECT
    SELECT call_id FROM parties WHERE actor_id IN (SELECT actor_id FROM actor_names WHERE folded_name = fold_name(other))
),
named AS (
    SELECT p.call_id, list(a.name ORDER BY a.name, a.actor_id) AS participants
    FROM parties AS p
    JOIN wanted AS w ON w.call_id = p.call_id
    JOIN actors AS a ON a.actor_id = p.actor_id
    GROUP BY p.call_id
),
reported AS (
    SELECT
        r.call_id,
        list(DISTINCT a.outlet ORDER BY a.outlet) AS outlets,
        list(r.evidence ORDER BY r.confidence DESC, r.report_id) AS evidence,
        min(a.published_on) AS first_reported_on
    FROM call_reports AS r
    JOIN wanted AS w ON w.call_id = r.call_id
    JOIN articles AS a ON a.article_id = r.article_id
    GROUP BY r.call_id
)
SELECT
    c.called_on,
    n.participants,
    c.channel,
    c.status,
    r.outlets,
    r.evidence,
    r.first_reported_on,
    c.article_count,
    c.confidence,
    c.call_id
FROM calls AS c
JOIN named AS n ON n.call_id = c.call_id
LEFT JOIN reported AS r ON r.call_id = c.call_id
ORDER BY coalesce(c.called_on, r.first_reported_on) DESC NULLS LAST, c.call_id;
COMMENT ON MACRO TABLE calls_between IS
    'Calls and meetings that two had with each other, newest first. Example: SELECT called_on, channel, status, evidence[1] FROM calls_between(''blinken'', ''ashkenazi'')';

CREATE MACRO evidence_of(call) AS TABLE
SELECT
    a.published_on,
    a.outlet,
    a.title,
    r.evidence,
    r.channel,
    r.status,
    r.called_on,
    reporter.name AS reported_by,
    r.independent,
    a.url,
    r.confidence,
    r.article_id,
    r.start,
    r."end"
FROM call_reports AS r
JOIN articles AS a ON a.article_id = r.article_id
LEFT JOIN actors AS reporter ON reporter.actor_id = r.reported_by_id
WHERE r.call_id = call
ORDER BY a.published_on NULLS LAST, r.report_id;
COMMENT ON MACRO TABLE evidence_of IS
    'The articles and words that a call is known from. Example: SELECT outlet, evidence, url FROM evidence_of((SELECT call_id FROM calls LIMIT 1))';
