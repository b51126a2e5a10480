using HoopConnect.Databases.MySql.Server;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>One account of a user's name.</summary>
/// <param name="Reading">The account.</param>
/// <param name="Marks">Whose it is.</param>
internal sealed record FoundAccount(AccountReading Reading, MarkReading Marks)
{
    public Account Account => Reading.Account;
}
