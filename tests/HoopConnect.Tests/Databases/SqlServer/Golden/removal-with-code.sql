-- login [hoop_ddl]: disable login
ALTER LOGIN [hoop_ddl] DISABLE;
-- login [hoop_ddl]: end sessions (and KILL for each session it gives)
SELECT CAST(session_id AS int) FROM sys.dm_exec_sessions WHERE is_user_process = 1 AND original_login_name = N'hoop_ddl';
-- database [Orders]: drop code
DROP TRIGGER [audit] ON DATABASE;
-- database [Orders]: drop code
DROP TRIGGER [work].[on_change];
-- database [Orders]: drop code
DROP REMOTE SERVICE BINDING [there];
-- database [Orders]: drop code
DROP ROUTE [away];
-- database [Orders]: drop code
DROP SERVICE [orders];
-- database [Orders]: drop code
DROP QUEUE [work].[inbox];
-- database [Orders]: drop code
DROP CONTRACT [order contract];
-- database [Orders]: drop code
DROP MESSAGE TYPE [or]]der];
-- database [Orders]: drop code
DROP PROCEDURE [work].[as_owner];
-- database [Orders]: drop code
DROP VIEW [work].[with_tax];
-- database [Orders]: drop code
DROP FUNCTION [work].[tax];
-- database [Orders]: drop code
DROP PROCEDURE [dbo].[as_user];
-- database [Orders]: drop code
DROP PROCEDURE [dbo].[own];
-- database [Orders]: drop code
DROP AGGREGATE [work].[clr_sum];
-- database [Orders]: drop code
DROP TYPE [work].[point];
-- database [Orders]: drop code
DROP ASSEMBLY [geo];
-- database [Orders]: drop user
DROP USER [hoop_ddl];
-- database [Orders]: unmark
EXEC sys.sp_dropextendedproperty @name = N'HoopConnect.hoop_ddl';
-- login [hoop_ddl]: drop login
DROP LOGIN [hoop_ddl];
-- database [Orders]: drop empty owner
DROP USER [hoop_removed_5_100];
