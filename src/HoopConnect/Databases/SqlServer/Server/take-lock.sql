-- Waits for the lock of all runs on this server, for at most @p1 milliseconds: 0 and 1 say that it is ours, -1 that it is not.
DECLARE @result int;
EXEC @result = sys.sp_getapplock @Resource = N'HoopConnect', @LockMode = 'Exclusive', @LockOwner = 'Session',
     @LockTimeout = @p1, @DbPrincipal = N'public';
SELECT @result;
