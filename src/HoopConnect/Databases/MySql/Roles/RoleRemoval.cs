using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.Roles;

/// <summary>How one role is removed: nobody logs in any more, its sessions are ended, then it is dropped.</summary>
/// <param name="Kind">Which role.</param>
/// <param name="Account">Its account.</param>
internal sealed record RoleRemoval(RoleKind Kind, Account Account)
{
    /// <summary>Its mark says that it is ours, or it is taken over; otherwise only a stored password that logs in can say so.</summary>
    public bool IsOurs { get; init; }

    /// <summary>Views, routines, triggers and events that run in its name. While there are any it is not dropped: they would fail.</summary>
    public IReadOnlyList<Finding> Definers { get; init; } = [];

    /// <summary>Accounts of the same user name; the server does not say whose a session is.</summary>
    public IReadOnlyList<Finding> Others { get; init; } = [];

    public string LockStatement => $"ALTER USER {Account.Sql} ACCOUNT LOCK";

    public string DropStatement => $"DROP USER {Account.Sql}";

    /// <summary>The steps of the plan.</summary>
    public IEnumerable<PlanStep> Steps()
    {
        var target = $"user {Account}";
        yield return new PlanStep(target, "lock", LockStatement)
        {
            Note = IsOurs ? null : "this server keeps no mark of who made a user: it is removed only if a stored password of it logs in",
        };
        if (Others.Count == 0)
            yield return new PlanStep(target, "end sessions", "KILL <its sessions>");
        if (Definers.Count == 0)
            yield return new PlanStep(target, "drop user", DropStatement);
    }
}
