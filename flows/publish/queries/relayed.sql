-- Words at second hand
-- What somebody is said to have said, by way of whom, and to whom.
SELECT published_on, told_by, addressee, content, title
FROM relayed_quotes
ORDER BY published_on DESC NULLS LAST, quote_id
LIMIT 20;
