-- Busiest pairs
-- Which two actors called or met each other most often, and when they last did.
SELECT one, other, call_count, phone_count, in_person_count, last_called_on
FROM who_talks_to_whom
LIMIT 20;
