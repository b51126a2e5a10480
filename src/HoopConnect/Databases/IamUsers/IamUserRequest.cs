using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.IamUsers;

/// <summary>A user that is to log in by token.</summary>
/// <param name="Master">How to connect as who makes or changes it.</param>
/// <param name="UserName">The user; IAM compares its case.</param>
public sealed record IamUserRequest(ConnectionSettings Master, string UserName)
{
    /// <summary>
    /// The user is there already, with whatever privileges, and is only to log in another way; otherwise it is made, or brought into line
    /// where we made it.
    /// </summary>
    public bool IsExisting { get; init; }

    /// <summary>
    /// What it may do: PostgreSQL makes it a member of the hoop role, MySQL and MariaDB give it the same privileges; null leaves privileges
    /// alone.
    /// </summary>
    public RoleKind? Role { get; init; }

    /// <summary>What it may do, by a policy, in place of <see cref="Role"/>; null for none.</summary>
    public GrantRequest? Grants { get; init; }

    /// <summary>Where it may log in from: the host part of its account, <c>%</c> for anywhere (MySQL, MariaDB).</summary>
    public string HostPattern { get; init; } = "%";

    /// <summary>
    /// Takes over a user of the same name that we did not make, or made for something else; of an existing one that is only to log in
    /// another way, one that we made for something else: a hoop role or a session user.
    /// </summary>
    public bool Adopt { get; init; }

    /// <summary>
    /// Another administrator, who logs in with a password and is proved before the administrator that <see cref="Master"/> is loses his.
    /// </summary>
    public ConnectionSettings? BreakGlass { get; init; }

    /// <summary>The user is who we are logged in as.</summary>
    internal bool IsMaster => string.Equals(UserName, Master.Login.UserName, StringComparison.Ordinal);
}
