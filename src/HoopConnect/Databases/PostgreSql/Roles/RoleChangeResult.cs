using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>What became of one role itself.</summary>
internal sealed record RoleChangeResult(RoleKind Kind)
{
    /// <summary>The login that works.</summary>
    public DatabaseLogin? Login { get; init; }

    /// <summary>The role was made.</summary>
    public bool Created { get; init; }

    /// <summary>It got a new password.</summary>
    public bool PasswordChanged { get; init; }

    /// <summary>Why it failed.</summary>
    public HoopException? Failure { get; init; }
}
