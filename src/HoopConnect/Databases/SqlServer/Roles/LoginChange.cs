using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Planning;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>What is done to one login on the server.</summary>
/// <param name="Kind">The role.</param>
internal sealed record LoginChange(RoleKind Kind)
{
    /// <summary>True where it is not there.</summary>
    public bool Create { get; init; }

    /// <summary>Why it gets a new password; null where it does not.</summary>
    public string? PasswordNote { get; init; }

    /// <summary>The login that works, where its password stays.</summary>
    public DatabaseLogin? Login { get; init; }

    /// <summary>In what else it differs.</summary>
    public IReadOnlyList<Difference> Differences { get; init; } = [];

    public bool SetPassword => Create || PasswordNote is not null;

    public bool IsEmpty => !SetPassword && Differences.All(difference => difference.Statement is null);

    /// <summary>The steps as they are shown, in the order they run.</summary>
    public IEnumerable<PlanStep> Steps()
    {
        var target = $"login {Identifier.Quote(Kind.RoleName())}";
        foreach (var difference in Differences)
        {
            if (difference.Statement is not null)
                yield return new PlanStep(target, difference.Action, difference.Statement);
        }

        if (Create)
            yield return new PlanStep(target, "create login", RoleStatements.CreateLogin(Kind.RoleName()));
        if (PasswordNote is null)
            yield break;
        yield return new PlanStep(target, "set password", RoleStatements.SetPassword(Kind.RoleName())) { Note = PasswordNote };
        foreach (var statement in RoleStatements.ResetPolicy(Kind.RoleName()))
            yield return new PlanStep(target, "unlock, policy on", statement);
    }
}
