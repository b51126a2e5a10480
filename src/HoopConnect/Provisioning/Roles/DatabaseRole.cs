using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Roles;

/// <summary>
/// One of the hoop roles on one server: what became of it, how to reach the server, and where the password is. A connection can be made of
/// it: the property names are those that the cmdlets bind by.
/// </summary>
public sealed record DatabaseRole
{
    /// <summary>The account the database is in; empty for a server that is not in RDS.</summary>
    public string AccountId { get; init; } = "";

    /// <summary>The region the database is in; empty for a server that is not in RDS.</summary>
    public string Region { get; init; } = "";

    /// <summary>The DB instance or DB cluster identifier.</summary>
    public required string Identifier { get; init; }

    /// <summary>Its ARN; empty for a server that is not in RDS.</summary>
    public string Arn { get; init; } = "";

    /// <summary>RDS's engine name, or the engine's family for a server that is not in RDS.</summary>
    public required string Engine { get; init; }

    /// <summary>The server.</summary>
    public required string HostName { get; init; }

    /// <summary>The TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>
    /// The database a client of the role starts in: the one that RDS names where it is there and the role may enter it, else the engine's
    /// maintenance database.
    /// </summary>
    public string? Database { get; init; }

    /// <summary>How the connection was protected.</summary>
    public SslMode SslMode { get; init; } = SslMode.VerifyFull;

    /// <summary>PEM file with the certificate authorities that were trusted; null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>The role's name on the server, for example <c>hoop_ro</c>.</summary>
    public required string UserName { get; init; }

    /// <summary>Which of the three it is.</summary>
    public required RoleKind Role { get; init; }

    /// <summary>What became of it, or what was found.</summary>
    public required RoleState State { get; init; }

    /// <summary>What is not as it should be; empty where all is well.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>The databases the role was brought into line in, or found in line.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>True where a new password was set.</summary>
    public bool PasswordChanged { get; init; }

    /// <summary>The vault with the password; null where there is none.</summary>
    public string? VaultName { get; init; }

    /// <summary>The vault's entry; null where there is none.</summary>
    public string? SecretName { get; init; }

    /// <summary>The login, where a password was set and no vault keeps it: the caller has it or nobody.</summary>
    public DatabaseLogin? Login { get; init; }

    /// <summary>Why the role was left as it is, where it was refused before anything was changed.</summary>
    internal HoopException? Refusal { get; init; }

    private const int FindingsShown = 3;

    /// <inheritdoc/>
    public override string ToString() => $"{UserName} on {(Arn.Length == 0 ? $"{HostName}:{Port}" : Identifier)}: {State}";

    /// <summary>True where the role can be used: it is there, and its password works.</summary>
    internal bool IsUsable => State is RoleState.InSync or RoleState.Created or RoleState.Updated or RoleState.Incomplete;

    /// <summary>True where nothing of it is missing.</summary>
    internal bool IsComplete => State is RoleState.InSync or RoleState.Created or RoleState.Updated or RoleState.Removed;

    /// <summary>The failure of roles of which something is missing; null where nothing is.</summary>
    internal static HoopException? Incomplete(IReadOnlyCollection<DatabaseRole> roles, string target)
    {
        var incomplete = roles.Where(role => !role.IsComplete).ToList();
        if (incomplete.Count == 0)
            return null;
        return RoleErrors.Incomplete.Error(
            $"{incomplete.Count} of {roles.Count} roles are not as they should be on '{target}': {Summary(incomplete)}",
            target,
            "Each finding says what is missing and who can mend it; all of them are in the property Findings of the roles "
                + "(Test-HoopDbRole ... | Select-Object -ExpandProperty Findings). Then run again.");
    }

    /// <summary>How many findings each role has, and the first few: what several roles have in common is said once.</summary>
    private static string Summary(IReadOnlyCollection<DatabaseRole> roles)
    {
        var findings = roles.SelectMany(role => role.Findings.Where(FindingReasons.Matters)).Select(finding => finding.ToString())
            .Distinct(StringComparer.Ordinal).ToList();
        var counts = string.Join(
            ", ", roles.Select(role => $"{role.UserName} {role.State} ({role.Findings.Count(FindingReasons.Matters)})"));
        var more = findings.Count > FindingsShown ? $"; and {findings.Count - FindingsShown} more" : "";
        return findings.Count == 0 ? counts : $"{counts}. First: {string.Join("; ", findings.Take(FindingsShown))}{more}";
    }

    /// <summary>The findings as one text.</summary>
    internal string Message => string.Join("; ", Findings);
}
