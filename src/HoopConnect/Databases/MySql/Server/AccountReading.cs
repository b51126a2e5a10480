using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>One account as it is on the server.</summary>
/// <param name="Account">Which one.</param>
/// <param name="Plugin">Its authentication plugin; empty where the server does not say.</param>
/// <param name="IsLocked">It may not log in.</param>
internal sealed record AccountReading(Account Account, string Plugin, bool IsLocked)
{
    /// <summary>Its attributes as JSON; empty where it has none.</summary>
    public string Attribute { get; init; } = "";

    /// <summary>What is written down of it in the <see cref="Ledger"/>, which proves nothing; null for nothing.</summary>
    public ManagedMark? Written { get; init; }

    /// <summary>The limits that somebody set, in the words of ALTER USER.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>It takes a role at login.</summary>
    public bool TakesRole { get; init; }

    /// <summary>What is granted to it.</summary>
    public IReadOnlyList<Grant> Grants { get; init; } = [];
}
