using HoopConnect.Databases.Users;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.Roles;

/// <summary>What roles one server should have.</summary>
/// <param name="Master">How to connect as the master user.</param>
public sealed record RoleRequest(ConnectionSettings Master)
{
    /// <summary>Which of the three roles; all of them unless said otherwise.</summary>
    public IReadOnlyList<RoleKind> Kinds { get; init; } = RoleNames.All;

    /// <summary>
    /// Which databases the roles are made in; what they have in the others is neither looked at nor changed. A removal takes all.
    /// </summary>
    public DatabaseChoice Databases { get; init; } = DatabaseChoice.All;

    /// <summary>Adds CREATE on the schemas to <c>hoop_ddl</c> (PostgreSQL), without which it cannot make a table.</summary>
    public bool SchemaCreate { get; init; }

    /// <summary>
    /// Grants on <c>*.*</c>, the server's own schemas and those made later included, instead of on each user schema (MySQL, MariaDB).
    /// </summary>
    public bool ServerWide { get; init; }

    /// <summary>Where the roles may log in from: the host part of their accounts, <c>%</c> for anywhere (MySQL, MariaDB).</summary>
    public string HostPattern { get; init; } = "%";

    /// <summary>Takes over a role of the same name that we did not make.</summary>
    public bool Adopt { get; init; }

    /// <summary>Sets a new password even where the stored one works.</summary>
    public bool RotatePassword { get; init; }

    /// <summary>How many databases of the server are worked on at a time.</summary>
    public int ThrottleLimit { get; init; } = 4;

    /// <summary>
    /// The DDL triggers that an administrator has looked at (SQL Server), by their names: they may run, as the master, when users are
    /// changed. Without that a database that has one is not changed.
    /// </summary>
    public IReadOnlyList<string> AllowedDdlTriggers { get; init; } = [];

    /// <inheritdoc cref="UserRemovalRequest.ReassignTo"/>
    /// <remarks>Removal only.</remarks>
    public string? ReassignTo { get; init; }

    /// <inheritdoc cref="UserRemovalRequest.DropCode"/>
    /// <remarks>Removal only.</remarks>
    public bool DropCode { get; init; }

    /// <summary>Settings to log in as a role, with the same host, port and TLS as the master's.</summary>
    public ConnectionSettings AsRole(DatabaseLogin login) => Master with { Login = login, Database = null };
}
