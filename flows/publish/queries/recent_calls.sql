-- Latest calls
-- The newest calls and meetings with who took part, who reports them, and in which words.
SELECT coalesce(called_on, first_reported_on) AS day, participants, channel, status, outlets, evidence[1] AS evidence
FROM calls_told
ORDER BY day DESC NULLS LAST, call_id
LIMIT 20;
