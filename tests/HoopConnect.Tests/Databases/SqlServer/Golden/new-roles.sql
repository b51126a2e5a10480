-- login [hoop_ro]: create login
CREATE LOGIN [hoop_ro] WITH PASSWORD = '********', DEFAULT_DATABASE = [master], CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;
-- login [hoop_rw]: create login
CREATE LOGIN [hoop_rw] WITH PASSWORD = '********', DEFAULT_DATABASE = [master], CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;
-- login [hoop_ddl]: create login
CREATE LOGIN [hoop_ddl] WITH PASSWORD = '********', DEFAULT_DATABASE = [master], CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;
-- database [Order]]s]: create user
CREATE USER [hoop_ro] FOR LOGIN [hoop_ro];
-- database [Order]]s]: join role
ALTER ROLE [db_datareader] ADD MEMBER [hoop_ro];
-- database [Order]]s]: mark
EXEC sys.sp_addextendedproperty @name = N'HoopConnect.hoop_ro', @value = N'managed by HoopConnect';
-- database [Order]]s]: create user
CREATE USER [hoop_rw] FOR LOGIN [hoop_rw];
-- database [Order]]s]: join role
ALTER ROLE [db_datareader] ADD MEMBER [hoop_rw];
-- database [Order]]s]: join role
ALTER ROLE [db_datawriter] ADD MEMBER [hoop_rw];
-- database [Order]]s]: mark
EXEC sys.sp_addextendedproperty @name = N'HoopConnect.hoop_rw', @value = N'managed by HoopConnect';
-- database [Order]]s]: create user
CREATE USER [hoop_ddl] FOR LOGIN [hoop_ddl];
-- database [Order]]s]: join role
ALTER ROLE [db_datareader] ADD MEMBER [hoop_ddl];
-- database [Order]]s]: join role
ALTER ROLE [db_datawriter] ADD MEMBER [hoop_ddl];
-- database [Order]]s]: join role
ALTER ROLE [db_ddladmin] ADD MEMBER [hoop_ddl];
-- database [Order]]s]: mark
EXEC sys.sp_addextendedproperty @name = N'HoopConnect.hoop_ddl', @value = N'managed by HoopConnect';
