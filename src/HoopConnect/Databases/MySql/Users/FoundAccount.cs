using HoopConnect.Databases.MySql.Server;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>One account of a session user's name.</summary>
/// <param name="Reading">The account.</param>
/// <param name="Record">What is written down of it; null for one that is not ours.</param>
internal sealed record FoundAccount(AccountReading Reading, MarkRecord? Record)
{
    public Account Account => Reading.Account;
}
