namespace HoopConnect.Databases.MySql.Users;

/// <summary>The session users that were found, by name.</summary>
/// <param name="Users">Those who are there.</param>
/// <param name="Now">The server's time.</param>
internal sealed record FoundUserReading(IReadOnlyDictionary<string, FoundUser> Users, DateTimeOffset Now)
{
    /// <summary>There is a table of them.</summary>
    public bool HasLedger { get; init; }

    /// <summary>The server takes no changes.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The user of that name; null where there is none.</summary>
    public FoundUser? Find(string name) => Users.GetValueOrDefault(name);
}
