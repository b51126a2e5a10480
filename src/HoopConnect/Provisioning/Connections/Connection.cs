using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Discovery;

namespace HoopConnect.Provisioning.Connections;

/// <summary>
/// How to reach one database server as one of the hoop roles, or as the session user of a policy. It holds no password: it names the vault
/// entry that does.
/// The property names are those that the database cmdlets bind by.
/// </summary>
public sealed record Connection
{
    /// <summary>The tag that names the database a connection leads to; its value is the ARN.</summary>
    public const string DatabaseArnTag = "hoop.dev/aws-connect.dbarn";

    /// <summary>Its name, for example <c>prod-ro</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Always <c>database</c>.</summary>
    public string Type { get; init; } = "database";

    /// <summary><c>postgres</c>, <c>mysql</c> or <c>mssql</c>.</summary>
    public required string Subtype { get; init; }

    /// <summary>The server (a cluster's writer endpoint).</summary>
    public required string HostName { get; init; }

    /// <summary>The TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>The database a client starts in; the role works in all of them.</summary>
    public required string Database { get; init; }

    /// <summary>The user on the server, for example <c>hoop_ro</c>.</summary>
    public required string UserName { get; init; }

    /// <summary>How the connection is protected.</summary>
    public SslMode SslMode { get; init; } = SslMode.VerifyFull;

    /// <summary>PEM file with the certificate authorities to trust; null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>The vault that holds the password.</summary>
    public required string VaultName { get; init; }

    /// <summary>
    /// The vault entry with the user and the password. Where <see cref="Policy"/> is named, the entry of the granter, who makes the session
    /// user: it is never handed out.
    /// </summary>
    public required string SecretName { get; init; }

    /// <summary>The ARN of the instance or cluster; null for a server that is not in RDS.</summary>
    public string? DatabaseArn { get; init; }

    /// <summary>Which of the three roles it logs in as; null where it is a policy's session user.</summary>
    public RoleKind? Role { get; init; }

    /// <summary>The name of the policy whose session user it logs in as; null where it is a role.</summary>
    public string? Policy { get; init; }

    /// <summary>
    /// The full path of the file or folder with that policy, on the machine where the connection was made; null where none was named.
    /// </summary>
    public string? PolicyFile { get; init; }

    /// <summary>When it was made (UTC); an update keeps it.</summary>
    public DateTime Created { get; init; }

    /// <summary>Tags, <see cref="DatabaseArnTag"/> among them where the database is in RDS.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({UserName}@{HostName}:{Port}/{Database})";

    /// <summary>The connection of one role of a database (or of a server that is not in RDS: without an ARN).</summary>
    /// <param name="database">The server.</param>
    /// <param name="engine">What serves it.</param>
    /// <param name="stem">What its name starts with.</param>
    /// <param name="start">The database a client starts in.</param>
    /// <param name="role">Which role.</param>
    /// <param name="vaultName">The vault that holds the password.</param>
    /// <param name="secretName">The entry of that vault.</param>
    /// <param name="created">The time now.</param>
    internal static Connection ForRole(
        RdsDatabase database,
        IDatabaseEngine engine,
        string stem,
        string start,
        RoleKind role,
        string vaultName,
        string secretName,
        DateTimeOffset created
    ) =>
        new()
    {
        Name = ConnectionName.Of(stem, role),
        Subtype = engine.Family,
        HostName = database.HostName ?? throw new ArgumentException("The database has no host name yet.", nameof(database)),
        Port = database.Port,
        Database = start,
        UserName = role.RoleName(),
        VaultName = vaultName,
        SecretName = secretName,
        DatabaseArn = database.Arn.Length == 0 ? null : database.Arn,
        Role = role,
        Created = created.UtcDateTime,
            Tags =
                database.Arn.Length == 0
                    ? new Dictionary<string, string>()
                    : new Dictionary<string, string> { [DatabaseArnTag] = database.Arn },
    };

    /// <summary>True where both lead to the same server: the same ARN, or host and port where one of them has no ARN.</summary>
    internal bool LeadsToSameServerAs(Connection other) =>
        DatabaseArn is not null && other.DatabaseArn is not null
            ? string.Equals(DatabaseArn, other.DatabaseArn, StringComparison.Ordinal)
            : string.Equals(HostName, other.HostName, StringComparison.OrdinalIgnoreCase) && Port == other.Port;
}
