using HoopConnect.Databases.Roles;

namespace HoopConnect.Credentials.Passwords;

/// <summary>Whose password it is: one user of one database, under one name in the vault.</summary>
/// <param name="EntryName">The name of the current entry (<see cref="VaultNames"/>).</param>
/// <param name="UserName">The user as the server spells it; null where only the vault knows (a stored entry says it).</param>
/// <param name="Database">The database.</param>
internal sealed record PasswordSubject(string EntryName, string? UserName, DatabaseIdentity Database)
{
    /// <summary>What the entry says the password is for: <c>master</c>, <c>ro</c>, ...</summary>
    public required string Role { get; init; }

    /// <summary>The database a login connects to; null where none is named.</summary>
    public string? DatabaseName { get; init; }

    public static PasswordSubject Master(DatabaseIdentity database, string? userName) =>
        new(VaultNames.ForMaster(database), userName, database) { Role = "master" };

    public static PasswordSubject Of(DatabaseIdentity database, RoleKind role) =>
        new(VaultNames.ForRole(database, role), role.RoleName(), database) { Role = role.Suffix() };

    public static PasswordSubject SessionUser(DatabaseIdentity database, string entry, string userName) =>
        new(VaultNames.ForSessionUser(database, entry), userName, database) { Role = entry };

    /// <summary>The facts that go with an entry where the vault keeps them.</summary>
    public IReadOnlyDictionary<string, object> Metadata(DateTimeOffset created)
    {
        var facts = new Dictionary<string, object>(StringComparer.Ordinal) { ["role"] = Role, ["created"] = created.UtcDateTime };
        Add("engine", Database.Engine);
        Add("host", Database.HostName);
        Add("database", DatabaseName);
        Add(ArnKey, Database.Arn);
        if (Database.Port > 0)
            facts["port"] = Database.Port;
        return facts;

        void Add(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                facts[key] = value;
        }
    }

    /// <summary>The metadata key under which the ARN is kept.</summary>
    internal const string ArnKey = "arn";
}
