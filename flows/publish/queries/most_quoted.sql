-- Most quoted
-- Who is quoted most, in how many articles, and how much of it between quotation marks.
SELECT speaker, kind, role, quote_count, article_count, round(100 * direct_count / quote_count) AS percent_direct
FROM most_quoted
LIMIT 20;
