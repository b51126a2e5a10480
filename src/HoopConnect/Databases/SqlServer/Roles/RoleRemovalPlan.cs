using System.Runtime.CompilerServices;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>The removal of roles: that of users of any kind, told in the words of roles.</summary>
internal sealed record RoleRemovalPlan(
    RoleRequest Request, RemovalPlan Removal, IReadOnlyDictionary<RoleKind, IReadOnlyList<Finding>> Findings)
    : RolePlan(Request, Removal.Plan with { Action = "remove roles" }, Findings)
{
    /// <summary>Reads the server and makes the plan.</summary>
    /// <exception cref="HoopException"><c>Roles.NotOurs</c>: none of the roles that are there is ours.</exception>
    public static async Task<RoleRemovalPlan> MakeAsync(RoleRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        var users = request.Kinds.Select(kind => new UserToRemove(kind.RoleName(), OnlyIfExpired: false)).ToList();
        var removal = await new RemovalPlanner(
            new UserRemovalRequest(request.Master, users)
            {
                Kind = ManagedKind.Role, Adopt = request.Adopt, ReassignTo = request.ReassignTo, DropCode = request.DropCode,
                AllowedDdlTriggers = request.AllowedDdlTriggers, ThrottleLimit = request.ThrottleLimit,
            },
            host).PlanAsync(cancellationToken);
        var refused = removal.Settled.Where(settled => settled.State == UserRemovalState.Refused).ToList();
        if (refused.Count > 0 && removal.Users.Count == 0)
            throw NotOurs(refused[0]);
        return new RoleRemovalPlan(request, removal, request.Kinds.ToDictionary(kind => kind, kind => FindingsOf(removal, kind.RoleName())))
        {
            States = request.Kinds.ToDictionary(kind => kind, kind =>
                removal.Users.Any(user => user.Name == kind.RoleName()) ? RoleState.Drifted
                : refused.Any(settled => settled.UserName == kind.RoleName()) ? RoleState.Failed
                : RoleState.Missing),
        };
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<RoleOutcome> ApplyAsync(
        IRolePasswords passwords, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var result in await Removal.RunAsync(_ => { }, host, cancellationToken))
            yield return await OutcomeAsync(result, passwords, cancellationToken);
    }

    private async Task<RoleOutcome> OutcomeAsync(RemovalResult result, IRolePasswords passwords, CancellationToken cancellationToken)
    {
        var kind = Request.Kinds.Single(kind => kind.RoleName() == result.Removal.UserName);
        var findings = result.Removal.Findings.ToList();
        if (result.LoginIsGone)
        {
            try
            {
                await passwords.ForgetAsync(kind, cancellationToken);
            }
            catch (HoopException exception)
            {
                findings.Add(new Finding(null, "vault", FindingReasons.Failed,
                    $"the login is gone, its secret is still stored: {exception.Message}"));
            }
        }

        var state = result.Removal.State switch
        {
            UserRemovalState.Removed => RoleState.Removed,
            UserRemovalState.Missing => RoleState.Missing,
            UserRemovalState.Refused => RoleState.Failed,
            _ => RoleState.Incomplete,
        };
        return new RoleOutcome(kind, state, findings) { Databases = result.Removal.Databases };
    }

    private static IReadOnlyList<Finding> FindingsOf(RemovalPlan removal, string name) =>
        removal.Users.FirstOrDefault(user => user.Name == name) is { } user ? removal.Findings(user)
        : removal.Settled.FirstOrDefault(settled => settled.UserName == name)?.Findings ?? [];

    private static HoopException NotOurs(UserRemoval refused) => RoleErrors.NotOurs.Error(
        $"The login '{refused.UserName}' is on the server and is not removed: {refused.Findings[0].Message}.", refused.UserName,
        "-Adopt removes it all the same, if it is to go; or drop it by hand.");
}
