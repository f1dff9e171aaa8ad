-- Views named after the questions they answer. No lambdas: clients before DuckDB 1.3 cannot read their newer form.

CREATE VIEW who_said_what AS
SELECT
    q.quote_id,
    speaker.name AS speaker,
    speaker.role AS speaker_role,
    q.kind,
    q.content,
    q.cue,
    q.source,
    addressee.name AS addressee,
    relayed_by.name AS relayed_by,
    q.negated,
    coalesce(q.said_on, a.published_on) AS said_on_or_published_on,
    q.said_on,
    a.published_on,
    a.outlet,
    a.title,
    a.url,
    q.confidence,
    a.duplicate_of IS NOT NULL AS in_copy,
    q.speaker_id,
    q.article_id,
    q.ordinal
FROM quotes AS q
JOIN articles AS a ON a.article_id = q.article_id
LEFT JOIN actors AS speaker ON speaker.actor_id = q.speaker_id
LEFT JOIN actors AS addressee ON addressee.actor_id = q.addressee_id
LEFT JOIN actors AS relayed_by ON relayed_by.actor_id = q.relayed_by_id;
COMMENT ON VIEW who_said_what IS
    'Every quote with names, title, date and address in place of ids. Example: SELECT speaker, content, title FROM who_said_what WHERE outlet = ''Axios'' LIMIT 10';

CREATE VIEW relayed_quotes AS
WITH RECURSIVE chain AS (
    SELECT q.quote_id, q.quote_id AS outermost_id, 0 AS depth, coalesce(s.name, nullif(q.source, ''), 'somebody') AS told_by
    FROM quotes AS q
    LEFT JOIN actors AS s ON s.actor_id = q.speaker_id
    WHERE q.parent_quote_id IS NULL
    UNION ALL
    SELECT q.quote_id, c.outermost_id, c.depth + 1, c.told_by || ' > ' || coalesce(s.name, nullif(q.source, ''), 'somebody')
    FROM chain AS c
    JOIN quotes AS q ON q.parent_quote_id = c.quote_id
    LEFT JOIN actors AS s ON s.actor_id = q.speaker_id
)
SELECT
    w.quote_id,
    c.told_by,
    w.speaker,
    w.addressee,
    w.relayed_by,
    w.content,
    c.depth,
    w.said_on,
    w.published_on,
    w.outlet,
    w.title,
    w.url,
    c.outermost_id,
    w.article_id
FROM who_said_what AS w
JOIN chain AS c ON c.quote_id = w.quote_id
WHERE c.depth > 0 OR w.relayed_by IS NOT NULL;
COMMENT ON VIEW relayed_quotes IS
    'What somebody is said to have said, the whole chain in one row: told_by runs from the outermost voice to the speaker. Example: SELECT told_by, addressee, content FROM relayed_quotes ORDER BY published_on DESC LIMIT 10';

CREATE VIEW calls_told AS
WITH parties AS (
    SELECT p.call_id, list(a.name ORDER BY a.name, a.actor_id) AS participants
    FROM (SELECT call_id, unnest(participants) AS actor_id FROM calls) AS p
    JOIN actors AS a ON a.actor_id = p.actor_id
    GROUP BY p.call_id
),
reports AS (
    SELECT
        r.call_id,
        list(DISTINCT a.outlet ORDER BY a.outlet) AS outlets,
        list(r.evidence ORDER BY r.confidence DESC, r.report_id) AS evidence,
        min(a.published_on) AS first_reported_on
    FROM call_reports AS r
    JOIN articles AS a ON a.article_id = r.article_id
    GROUP BY r.call_id
)
SELECT
    c.call_id,
    c.called_on,
    p.participants,
    c.channel,
    c.status,
    initiator.name AS initiator,
    c.article_count,
    r.outlets,
    r.evidence,
    r.first_reported_on,
    c.confidence
FROM calls AS c
LEFT JOIN parties AS p ON p.call_id = c.call_id
LEFT JOIN reports AS r ON r.call_id = c.call_id
LEFT JOIN actors AS initiator ON initiator.actor_id = c.initiator_id;
COMMENT ON VIEW calls_told IS
    'Every call with the names of its participants, the outlets that report it and their words. Example: SELECT called_on, participants, evidence[1] FROM calls_told WHERE status = ''held'' ORDER BY called_on DESC LIMIT 10';

CREATE VIEW most_quoted AS
SELECT
    s.name AS speaker,
    s.kind,
    s.role,
    s.country,
    count(*) AS quote_count,
    count(DISTINCT q.article_id) AS article_count,
    count(*) FILTER (WHERE q.kind <> 'indirect') AS direct_count,
    min(a.published_on) AS first_quoted_on,
    max(a.published_on) AS last_quoted_on,
    q.speaker_id
FROM quotes AS q
JOIN articles AS a ON a.article_id = q.article_id AND a.duplicate_of IS NULL
JOIN actors AS s ON s.actor_id = q.speaker_id
GROUP BY ALL
ORDER BY quote_count DESC, speaker, speaker_id;
COMMENT ON VIEW most_quoted IS
    'Who is quoted how often, copies of articles left out. Example: SELECT speaker, quote_count FROM most_quoted LIMIT 10';

CREATE VIEW who_talks_to_whom AS
WITH parties AS (
    SELECT call_id, called_on, channel, unnest(participants) AS actor_id FROM calls WHERE status = 'held'
)
SELECT
    least(a.name, b.name) AS one,
    greatest(a.name, b.name) AS other,
    count(*) AS call_count,
    count(*) FILTER (WHERE p.channel = 'phone') AS phone_count,
    count(*) FILTER (WHERE p.channel = 'in_person') AS in_person_count,
    min(p.called_on) AS first_called_on,
    max(p.called_on) AS last_called_on,
    p.actor_id AS first_actor_id,
    o.actor_id AS second_actor_id
FROM parties AS p
JOIN parties AS o ON o.call_id = p.call_id AND p.actor_id < o.actor_id
JOIN actors AS a ON a.actor_id = p.actor_id
JOIN actors AS b ON b.actor_id = o.actor_id
GROUP BY ALL
ORDER BY call_count DESC, one, other;
COMMENT ON VIEW who_talks_to_whom IS
    'Pairs that met, called or spoke, and how often; calls that were held only. Example: SELECT one, other, call_count FROM who_talks_to_whom LIMIT 10';
