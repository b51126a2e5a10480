-- login [hoop_ro]: disable login
ALTER LOGIN [hoop_ro] DISABLE;
-- login [hoop_rw]: disable login
ALTER LOGIN [hoop_rw] DISABLE;
-- login [hoop_ddl]: disable login
ALTER LOGIN [hoop_ddl] DISABLE;
-- login [hoop_ro]: end sessions (and KILL for each session it gives)
SELECT CAST(session_id AS int) FROM sys.dm_exec_sessions WHERE is_user_process = 1 AND original_login_name = N'hoop_ro';
-- login [hoop_rw]: end sessions (and KILL for each session it gives)
SELECT CAST(session_id AS int) FROM sys.dm_exec_sessions WHERE is_user_process = 1 AND original_login_name = N'hoop_rw';
-- login [hoop_ddl]: end sessions (and KILL for each session it gives)
SELECT CAST(session_id AS int) FROM sys.dm_exec_sessions WHERE is_user_process = 1 AND original_login_name = N'hoop_ddl';
-- database [Orders]: drop user
DROP USER [hoop_ro];
-- database [Orders]: unmark
EXEC sys.sp_dropextendedproperty @name = N'HoopConnect.hoop_ro';
-- database [Orders]: drop user
DROP USER [hoop_rw];
-- database [Orders]: unmark
EXEC sys.sp_dropextendedproperty @name = N'HoopConnect.hoop_rw';
-- database [Orders]: make new owner
CREATE USER [hoop_removed_737892_0] WITHOUT LOGIN;
-- database [Orders]: make new owner
DENY CONNECT TO [hoop_removed_737892_0];
-- database [Orders]: make new owner
EXEC sys.sp_addextendedproperty @name = N'HoopConnect', @value = N'managed by HoopConnect: owns what the removed user [hoop_ddl] owned. Nobody logs in as it, and it is given nothing else.', @level0type = N'USER', @level0name = N'hoop_removed_737892_0';
-- database [Orders]: give away
ALTER AUTHORIZATION ON SCHEMA::[Sales] TO [hoop_removed_737892_0];
-- database [Orders]: give away
ALTER AUTHORIZATION ON OBJECT::[dbo].[Order] TO [hoop_removed_737892_0];
-- database [Orders]: drop user
DROP USER [hoop_ddl];
-- database [Orders]: unmark
EXEC sys.sp_dropextendedproperty @name = N'HoopConnect.hoop_ddl';
-- login [hoop_ro]: drop login
DROP LOGIN [hoop_ro];
-- login [hoop_rw]: drop login
DROP LOGIN [hoop_rw];
-- login [hoop_ddl]: drop login
DROP LOGIN [hoop_ddl];
