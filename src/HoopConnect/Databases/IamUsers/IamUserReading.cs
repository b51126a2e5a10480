namespace HoopConnect.Databases.IamUsers;

/// <summary>What a server says of logins by token, and of one user.</summary>
/// <param name="HasIam">The server has what such logins need: the role <c>rds_iam</c>, or AWS's plugin.</param>
/// <param name="Exists">The user is there.</param>
/// <param name="LogsInByIam">The user logs in by token: a member of <c>rds_iam</c>, or an account with the plugin.</param>
/// <param name="Problem">Why such a user would still be refused (it may not log in, it is locked); null for nothing known.</param>
public sealed record IamUserReading(bool HasIam, bool Exists, bool LogsInByIam, string? Problem);
