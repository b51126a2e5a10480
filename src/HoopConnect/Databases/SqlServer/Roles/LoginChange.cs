using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.SqlServer.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>What is done to one login on the server.</summary>
/// <param name="Kind">The role.</param>
/// <param name="Found">The login as it was found; null where it is not there.</param>
internal sealed record LoginChange(RoleKind Kind, ServerLogin? Found)
{
    /// <summary>True where it is not there.</summary>
    public bool Create => Found is null;

    /// <summary>The SID that a login that is made gets; null on a server that takes none.</summary>
    public byte[]? NewSid { get; init; }

    /// <summary>Why it gets a new password; null where it does not.</summary>
    public string? PasswordNote { get; init; }

    /// <summary>The login that works, where its password stays.</summary>
    public DatabaseLogin? Login { get; init; }

    /// <summary>Why nothing is done to it after all, although the plan that was shown said so.</summary>
    public HoopException? Refusal { get; init; }

    /// <summary>In what else it differs.</summary>
    public IReadOnlyList<Difference> Differences { get; init; } = [];

    public bool SetPassword => Refusal is null && (Create || PasswordNote is not null);

    public bool IsEmpty => !SetPassword && !Mendable.Any();

    /// <summary>What is mended by a statement of its own: the policy is set with each password anyway.</summary>
    public IEnumerable<Difference> Mendable =>
        Differences.Where(difference => difference.Statement is not null
            && !(SetPassword && difference.Finding.Subject == LoginDifferences.Policy));

    /// <summary>The SID that users in databases are to be mapped by; null where that is not known before the login is made.</summary>
    public byte[]? Sid => Found?.Sid ?? NewSid;

    /// <summary>The steps as they are shown, in the order they run.</summary>
    public IEnumerable<PlanStep> Steps()
    {
        var target = $"login {Identifier.Quote(Kind.RoleName())}";
        foreach (var difference in Mendable)
            yield return new PlanStep(target, difference.Action, difference.Statement!);
        if (Create)
        {
            yield return new PlanStep(target, "create login", RoleStatements.CreateLogin(Kind.RoleName(), NewSid))
            {
                Note = NewSid is null ? "this server takes no SID for it: only its users in databases will show that it is ours" : null,
            };
        }

        if (PasswordNote is null)
            yield break;
        yield return new PlanStep(target, "set password", RoleStatements.SetPassword(Kind.RoleName())) { Note = PasswordNote };
        foreach (var statement in RoleStatements.ResetPolicy(Kind.RoleName()))
            yield return new PlanStep(target, "unlock, policy on", statement);
    }
}
