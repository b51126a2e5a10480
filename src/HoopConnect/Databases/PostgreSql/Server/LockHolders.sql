-- Who holds the locks that a process waits for, since when and doing what, in words; nothing where it waits for none. What others do is
-- seen by who is a member of pg_read_all_stats (as the master of RDS is).
-- $1: the process.
SELECT pg_catalog.string_agg(pg_catalog.concat('process ', a.pid, ' of ', pg_catalog.quote_ident(a.usename),
    ' on database ', pg_catalog.quote_ident(a.datname),
    ' (application ''', a.application_name, ''', ', coalesce(a.client_addr::text, 'local'), ')',
    CASE WHEN a.xact_start IS NOT NULL THEN pg_catalog.concat(', in a transaction since ',
        pg_catalog.to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), ' UTC') END,
    CASE a.state WHEN 'active' THEN ', runs: ' WHEN 'idle in transaction' THEN ', is idle after: ' ELSE ', ' END,
    pg_catalog.left(a.query, 100)), '; ' ORDER BY a.xact_start)
FROM pg_catalog.pg_stat_activity a WHERE a.pid = ANY (pg_catalog.pg_blocking_pids($1))
