namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>What the server does about a login's password (<c>sys.sql_logins</c>, LOGINPROPERTY).</summary>
/// <param name="ChecksPolicy">CHECK_POLICY is on.</param>
/// <param name="Expires">CHECK_EXPIRATION is on.</param>
/// <param name="IsLocked">Failed tries have locked the login.</param>
/// <param name="IsExpired">The password has expired.</param>
/// <param name="MustChange">Who logs in has to set another one first.</param>
internal sealed record PasswordStanding(bool ChecksPolicy, bool Expires, bool IsLocked, bool IsExpired, bool MustChange);
