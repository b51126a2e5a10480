using HoopConnect.Databases.Users;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.Roles;

/// <summary>What became of one role on one server. Status comes from re-reading the server after the change.</summary>
/// <param name="Kind">Which role.</param>
/// <param name="State">What became of it.</param>
/// <param name="Findings">What differs or could not be done; empty where all is well.</param>
public sealed record RoleOutcome(RoleKind Kind, RoleState State, IReadOnlyList<Finding> Findings)
{
    /// <summary>The login, where this run made or found a working password.</summary>
    public DatabaseLogin? Login { get; init; }

    /// <summary>True where this run set a new password.</summary>
    public bool PasswordChanged { get; init; }

    /// <summary>The databases the role was brought into line in (or found in line).</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];
}
