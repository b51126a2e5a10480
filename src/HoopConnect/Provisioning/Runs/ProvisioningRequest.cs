using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Connections;
using HoopConnect.Provisioning.Network;
using HoopConnect.Secrets;
using MySqlAccount = HoopConnect.Databases.MySql.Server.Account;

namespace HoopConnect.Provisioning.Runs;

/// <summary>What one run is to do to which databases.</summary>
/// <param name="Databases">The databases; a cluster's member stands for its cluster, and one that is named twice is worked on once.</param>
public sealed record ProvisioningRequest(IReadOnlyList<RdsDatabase> Databases)
{
    /// <summary>What the connections' names start with.</summary>
    public ConnectionPrefix ConnectionPrefix { get; init; } = ConnectionPrefix.Default;

    /// <summary>
    /// Which databases of each server the roles are made in. The connections lead to the first that is named without wildcards; where none
    /// is, to the one that RDS names where it is there and the role may enter it, else to the engine's maintenance database, else to the
    /// first in which the role is made.
    /// </summary>
    public DatabaseChoice Choice { get; init; } = DatabaseChoice.All;

    /// <summary>Whether connections are made. They are kept in the vault, so without one there are none.</summary>
    public bool MakeConnections { get; init; } = true;

    /// <summary>Who is let in to the databases; null where the network is to be left as it is.</summary>
    public NetworkAccessRequest? Network { get; init; }

    /// <summary>Allows a new master password where none that works is known. Applications that use the master user stop.</summary>
    public bool AllowMasterReset { get; init; }

    /// <summary>Allows the reset although other modifications are pending.</summary>
    public bool AllowPendingModifications { get; init; }

    /// <summary>The master login, where the caller knows it; it must be the same on every database of the run.</summary>
    public DatabaseLogin? DbCredential { get; init; }

    /// <summary>Makes a token of a database's master user, for masters who log in by IAM; null where none can be made.</summary>
    public Func<RdsDatabase, CancellationToken, Task<DatabaseLogin>>? MasterToken { get; init; }

    /// <summary>
    /// Makes of <see cref="DbCredential"/> the login for one of the databases, where it is not the same for all (a token); null for as it
    /// is.
    /// </summary>
    public Func<DatabaseLogin, RdsDatabase, CancellationToken, Task<DatabaseLogin>>? ResolveLogin { get; init; }

    /// <summary>Which of the three roles; all of them unless said otherwise.</summary>
    public IReadOnlyList<RoleKind> Roles { get; init; } = RoleNames.All;

    /// <summary>Adds CREATE on the schemas to <c>hoop_ddl</c> (PostgreSQL).</summary>
    public bool SchemaCreate { get; init; }

    /// <summary>Grants on the whole server instead of on each user schema (MySQL, MariaDB).</summary>
    public bool ServerWide { get; init; }

    /// <summary>Where the roles may log in from: the host part of their accounts, <c>%</c> for anywhere (MySQL, MariaDB).</summary>
    public string HostPattern { get; init; } = "%";

    /// <summary>The DDL triggers that may run, as the master, when users are changed (SQL Server), by their names.</summary>
    public IReadOnlyList<string> AllowedDdlTriggers { get; init; } = [];

    /// <summary>Sets new role passwords even where the stored ones work.</summary>
    public bool RotatePassword { get; init; }

    /// <summary>Takes over roles of the same names that we did not make.</summary>
    public bool Adopt { get; init; }

    /// <summary>How many databases are worked on at a time.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>
    /// How the connections to the databases are protected, and how long they may take; the connections that are made say the same.
    /// </summary>
    public TransportOptions Transport { get; init; } = new();

    /// <summary>Refuses what cannot be right before anything is looked at.</summary>
    /// <exception cref="HoopException"><c>Provisioning.InvalidRequest</c>, <c>Database.InvalidHostPattern</c>: the message names the
    /// value.</exception>
    internal void Validate()
    {
        if (Roles.Count == 0 || Roles.Distinct().Count() != Roles.Count || Roles.Except(RoleNames.All).Any())
            throw Invalid($"the roles '{string.Join(", ", Roles)}' are not one to three different ones");
        if (ThrottleLimit is < 1 or > 256)
            throw Invalid($"the throttle limit {ThrottleLimit} is not 1 to 256");
        if (!TransportOptions.IsTimeout(Transport.Timeout.TotalSeconds))
            throw Invalid(
                $"the time-out of {Transport.Timeout.TotalSeconds:0} seconds is not 1 to {TransportOptions.LongestTimeoutSeconds}");
        if (Transport.CaFile is { } file && !File.Exists(file))
            throw Invalid($"the CA file '{file}' does not exist");
        MySqlAccount.CheckHost(HostPattern);
    }

    private static HoopException Invalid(string why) =>
        ProvisioningErrors.InvalidRequest.Error($"The run cannot start: {why}.");
}
