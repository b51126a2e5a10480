using HoopConnect.Databases.MySql.Roles;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>One account of a session user's name.</summary>
/// <param name="Reading">The account.</param>
/// <param name="Record">What is written down of it; null for one that is not ours.</param>
internal sealed record FoundAccount(MySqlAccountReading Reading, SessionUserRecord? Record)
{
    public MySqlAccount Account => Reading.Account;
}
