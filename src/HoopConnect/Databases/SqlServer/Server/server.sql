-- What the server is, what this login sees of it, and its databases.
SELECT CAST(SERVERPROPERTY(N'ProductVersion') AS nvarchar(128)), CAST(SERVERPROPERTY(N'Babelfish') AS int), SUSER_SNAME(),
       COALESCE(HAS_PERMS_BY_NAME(NULL, NULL, N'VIEW SERVER PERFORMANCE STATE'), HAS_PERMS_BY_NAME(NULL, NULL, N'VIEW SERVER STATE'));
SELECT d.name, d.state_desc, d.user_access_desc,
       CASE WHEN d.source_database_id IS NULL THEN 0 ELSE 1 END, CAST(d.is_in_standby AS int), CAST(d.is_read_only AS int),
       CAST(DATABASEPROPERTYEX(d.name, N'Updateability') AS nvarchar(128)), HAS_DBACCESS(d.name)
FROM sys.databases AS d;
