-- The first round trip of every session. What a parameter group, init_connect or SET GLOBAL can have bent is set to what we rely on.
-- MySQL 5.7 to 9 and MariaDB from 10.4 take it as it is.
SET NAMES utf8mb4;
SET SESSION
    -- NO_AUTO_CREATE_USER keeps a GRANT to a user that is gone from making one without a password. From MySQL 8 on no GRANT does.
    sql_mode = IF(VERSION() LIKE '%MariaDB%' OR VERSION() LIKE '5.%',
        'NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,NO_AUTO_CREATE_USER',
        'NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'),
    SESSION autocommit = 1, SESSION completion_type = 0,
    SESSION sql_safe_updates = 0, SESSION sql_auto_is_null = 0,
    SESSION sql_select_limit = 18446744073709551615, SESSION sql_big_selects = 1,
    -- The notes say why a statement about a user failed.
    SESSION sql_notes = 1, SESSION max_error_count = 64,
    SESSION sql_quote_show_create = 1, SESSION time_zone = '+00:00',
    -- How long a round trip may take is the time-out of the connection.
    SESSION lock_wait_timeout = 3600, SESSION innodb_lock_wait_timeout = 50, SESSION wait_timeout = 28800
    /*!50708 , SESSION max_execution_time = 0 */ /*M! , SESSION max_statement_time = 0 */;
SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE;
-- Ends what init_connect began.
COMMIT;
SELECT VERSION(), @@SESSION.sql_mode LIKE '%NO_BACKSLASH_ESCAPES%'
