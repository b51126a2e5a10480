using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>What was read of one server before anything is planned.</summary>
/// <param name="Version">Which server it is.</param>
/// <param name="Master">The account we are, as the server spells it: <c>admin@%</c>.</param>
/// <param name="Schemas">The user schemas, in order of their names.</param>
/// <param name="Accounts">The accounts in question that are there, whatever their host pattern.</param>
internal sealed record ServerReading(
    ServerRelease Version, string Master, IReadOnlyList<string> Schemas, IReadOnlyList<AccountReading> Accounts)
{
    /// <summary>The server's time.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>The server takes no changes: a replica, a reader of Aurora, or one whose storage is full.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Schema names in GRANT are names, not patterns (<c>partial_revokes</c> is ON).</summary>
    public bool PartialRevokes { get; init; }

    /// <summary>
    /// The server does not tell capitals from small letters in names of schemas (<c>lower_case_table_names</c> is 1 or 2).
    /// </summary>
    public bool FoldsSchemaNames { get; init; }

    /// <summary>How many rounds the server hashes a new <c>caching_sha2_password</c> with.</summary>
    public int DigestRounds { get; init; } = PasswordHash.DefaultDigestRounds;

    /// <summary>
    /// The server takes no password by its hash: a plugin is to see it in clear (MariaDB, <c>strict_password_validation</c>).
    /// </summary>
    public bool RefusesHashes { get; init; }

    /// <summary>What stands under the name of our table.</summary>
    public LedgerReading Ledger { get; init; } = LedgerReading.None;

    /// <summary>What we may do, ourselves and through roles; empty where that was not read.</summary>
    public IReadOnlyList<Grant> MasterGrants { get; init; } = [];

    /// <summary>
    /// What is granted to the role that proves whose a user is, which should be nothing; null where the role is not there.
    /// </summary>
    public IReadOnlyList<Grant>? MarkRoleGrants { get; init; }

    /// <summary>The account we are.</summary>
    public Account MasterAccount => Account.OfText(Master);

    /// <summary>How the server compares names of schemas.</summary>
    public StringComparer SchemaNames => FoldsSchemaNames ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>The account, where it is there.</summary>
    public AccountReading? Find(Account account) => Accounts.FirstOrDefault(found => found.Account == account);

    /// <summary>A user schema as the server spells it; null where it is not there.</summary>
    public string? FindSchema(string name) => Schemas.FirstOrDefault(schema => SchemaNames.Equals(schema, name));

    /// <summary>Accounts with the same user name for other hosts, which the server may prefer for a login.</summary>
    public IEnumerable<Account> Others(Account account) =>
        Accounts.Select(found => found.Account).Where(other => other.User == account.User && other != account);

    /// <summary>Refuses a server on which nothing can be changed.</summary>
    /// <exception cref="HoopException"><c>Database.ReadOnly</c>.</exception>
    public void RefuseReadOnly(ConnectionSettings settings)
    {
        if (!IsReadOnly)
            return;
        throw DatabaseErrors.ReadOnly.Error(
            $"The server at {settings.Host}:{settings.Port} is read-only: it is a replica or a reader, or its storage is full.",
            settings.Host, "Use the writer's endpoint.");
    }

    /// <summary>Refuses a server on which no password can be set that is not sent in clear, and so to its logs.</summary>
    /// <exception cref="HoopException"><c>Database.HashRefused</c>.</exception>
    public void RefuseHashRefusal(ConnectionSettings settings)
    {
        if (RefusesHashes)
            throw PasswordHash.Refused(settings);
    }
}
