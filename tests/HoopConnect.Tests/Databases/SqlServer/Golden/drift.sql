-- login [hoop_rw]: leave server role
ALTER SERVER ROLE [processadmin] DROP MEMBER [hoop_rw];
-- login [hoop_rw]: revoke
REVOKE VIEW SERVER STATE FROM [hoop_rw];
-- database [Orders]: map user again
ALTER USER [hoop_ro] WITH LOGIN = [hoop_ro];
-- database [Orders]: join role
ALTER ROLE [db_datawriter] ADD MEMBER [hoop_rw];
-- database [Orders]: leave role
ALTER ROLE [db_owner] DROP MEMBER [hoop_rw];
-- database [Orders]: revoke
REVOKE ALTER ON OBJECT::[dbo].[Order] FROM [hoop_rw];
-- database [Orders]: revoke
REVOKE SELECT ON OBJECT::[dbo].[Order] ([Price]) FROM [hoop_rw] AS [alice];
-- database [Orders]: revoke
REVOKE EXECUTE ON SCHEMA::[dbo] FROM [hoop_rw] CASCADE;
-- database [Orders]: allow to connect
GRANT CONNECT TO [hoop_ddl];
-- database [Orders]: mark
EXEC sys.sp_addextendedproperty @name = N'HoopConnect.hoop_ddl', @value = N'managed by HoopConnect; changes by hand are undone: {"kind":"role"}';
