-- login [hoop_ro]: create login
CREATE LOGIN [hoop_ro] WITH PASSWORD = '********', SID = 0x486F6F704442010105FA4A1FA9AFD3B0, DEFAULT_DATABASE = [master], CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;
-- login [hoop_rw]: create login
CREATE LOGIN [hoop_rw] WITH PASSWORD = '********', SID = 0x486F6F7044420101DDE500A11C3C7E15, DEFAULT_DATABASE = [master], CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;
-- login [hoop_ddl]: create login
CREATE LOGIN [hoop_ddl] WITH PASSWORD = '********', SID = 0x486F6F704442010192A515176238AFC6, DEFAULT_DATABASE = [master], CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;
-- database [Order]]s]: create user
CREATE USER [hoop_ro] FOR LOGIN [hoop_ro];
-- database [Order]]s]: join role
ALTER ROLE [db_datareader] ADD MEMBER [hoop_ro];
-- database [Order]]s]: mark
EXEC sys.sp_addextendedproperty @name = N'HoopConnect.hoop_ro', @value = N'managed by HoopConnect; changes by hand are undone: {"kind":"role"}';
-- database [Order]]s]: create user
CREATE USER [hoop_rw] FOR LOGIN [hoop_rw];
-- database [Order]]s]: join role
ALTER ROLE [db_datareader] ADD MEMBER [hoop_rw];
-- database [Order]]s]: join role
ALTER ROLE [db_datawriter] ADD MEMBER [hoop_rw];
-- database [Order]]s]: mark
EXEC sys.sp_addextendedproperty @name = N'HoopConnect.hoop_rw', @value = N'managed by HoopConnect; changes by hand are undone: {"kind":"role"}';
-- database [Order]]s]: create user
CREATE USER [hoop_ddl] FOR LOGIN [hoop_ddl];
-- database [Order]]s]: join role
ALTER ROLE [db_datareader] ADD MEMBER [hoop_ddl];
-- database [Order]]s]: join role
ALTER ROLE [db_datawriter] ADD MEMBER [hoop_ddl];
-- database [Order]]s]: join role
ALTER ROLE [db_ddladmin] ADD MEMBER [hoop_ddl];
-- database [Order]]s]: mark
EXEC sys.sp_addextendedproperty @name = N'HoopConnect.hoop_ddl', @value = N'managed by HoopConnect; changes by hand are undone: {"kind":"role"}';
