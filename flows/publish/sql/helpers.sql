-- Names to look actors up by. The macro comes first: the table is filled with it.
CREATE MACRO fold_name(name) AS
    regexp_replace(trim(regexp_replace(strip_accents(lower(name)), '[^\pL\pN]+', ' ', 'g')), '^the ', '');
COMMENT ON MACRO fold_name IS
    'A name without case, accents, punctuation and a leading "the". Example: SELECT fold_name(''The Café-Society'')';

INSERT INTO actor_names
WITH given AS (
    SELECT actor_id, kind, unnest(list_append(aliases, name)) AS name FROM actors
),
folded AS (
    -- Junior and the like end a name but are nobody's last name.
    SELECT actor_id, kind, regexp_replace(fold_name(name), ' (jr|sr|ii|iii|iv)$', '') AS short, fold_name(name) AS name
    FROM given
),
last_names AS (
    -- Every ending of a person's name is a last name to somebody: von der Leyen, der Leyen, Leyen.
    SELECT actor_id, string_split(short, ' ') AS words, unnest(range(2, len(words) + 1)) AS first FROM folded WHERE kind = 'person'
)
SELECT DISTINCT name, actor_id
FROM (
    SELECT name, actor_id FROM folded
    UNION ALL
    SELECT short, actor_id FROM folded
    UNION ALL
    SELECT array_to_string(list_slice(words, first, len(words)), ' '), actor_id FROM last_names
)
WHERE name <> ''
ORDER BY name, actor_id;
