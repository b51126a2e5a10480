using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.IamUsers;

/// <summary>Reads a server, checks everything that can be known to fail, and makes the plan.</summary>
internal sealed class IamUserPlanner(IamUserProvisioner users, IamUserRequest request, IHoopHost host)
{
    private const int DatabasesAtOnce = 4;

    /// <summary>What the user's policy gives; null where it has none.</summary>
    public PolicyGrants? Grants { get; } = request.Grants is null ? null : new PolicyGrants(
        users.Engine, request.Master, request.UserName, request.Grants, new IamUserPolicyErrors(request), DatabasesAtOnce, host,
        users.Time);

    public async Task<IamUserChangePlan> PlanAsync(IDatabaseSession session, CancellationToken cancellationToken)
    {
        var difference = await CompareAsync(session, cancellationToken);
        difference.Check();
        Grants?.Refuse(difference.Server);
        var grants = await CompareGrantsAsync(session, cancellationToken);
        var grantSteps = grants.SelectMany(database => database.Steps(difference.Server.HasMembershipOptions)).ToList();
        var steps = difference.Steps(alsoGrants: grantSteps.Count > 0);
        if (request.IsMaster && steps.Count > 0)
            await RequireSecondWayInAsync(cancellationToken);
        var title = request.IsExisting ? "log in by IAM" : "make IAM user";
        var plan = new Plan($"{request.Master.Host}:{request.Master.Port}", title, [.. steps, .. grantSteps]);
        return new IamUserChangePlan(request, plan, users) { Difference = difference, UserSteps = steps, Grants = grants };
    }

    /// <summary>The user itself.</summary>
    public async Task<IamUserDifference> CompareAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        new(await RdsIamReading.ReadAsync(session, request.UserName, IamUserDifference.HoopRoles, cancellationToken), request);

    /// <summary>What its policy gives it, database by database; nothing where it has none.</summary>
    public async Task<IReadOnlyList<GrantDifference>> CompareGrantsAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        Grants is null ? [] : await Grants.CompareAsync(session, onlyWhereLacking: false, cancellationToken);

    /// <summary>The second administrator logs in by a password, may change users, and does not lose it along with the first.</summary>
    private async Task RequireSecondWayInAsync(CancellationToken cancellationToken)
    {
        if (request.BreakGlass is null)
            throw IamUserRefusals.NoSecondWayIn(request);
        await using var session = await users.Engine.OpenSecondWayInAsync(request, cancellationToken);
        var reading = await RdsIamReading.ReadAsync(session, request.BreakGlass.Login.UserName, [], cancellationToken);
        if (!reading.Server.CanCreateRoles)
            throw IamUserRefusals.SecondWayInRefused(request, "it may not change users (it lacks CREATEROLE)");
        if (reading.IsIamMember)
            throw IamUserRefusals.SecondWayInRefused(request, "it logs in by token itself");
        var admin = await RdsIamReading.ReadAsync(session, request.UserName, [], cancellationToken);
        if (admin.Members.Contains(request.BreakGlass.Login.UserName))
        {
            throw IamUserRefusals.SecondWayInRefused(
                request, $"it is a member of '{request.UserName}', and would log in by token only along with it");
        }
    }
}
