using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>What became of a login.</summary>
/// <param name="Kind">The role.</param>
internal sealed record LoginResult(RoleKind Kind)
{
    /// <summary>The login that works.</summary>
    public DatabaseLogin? Login { get; init; }

    /// <summary>True where a new password was set.</summary>
    public bool PasswordChanged { get; init; }

    /// <summary>Why the login could not be made, or its password not be set.</summary>
    public HoopException? Failure { get; init; }

    /// <summary>Statements that failed while the login itself is usable.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];
}
