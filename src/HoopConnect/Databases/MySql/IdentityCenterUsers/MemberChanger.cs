using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.IdentityCenterUsers;

/// <summary>
/// Makes and alters the accounts of members, the statements of many in one round trip; a statement that fails is its member's own failure.
/// These servers commit each by itself: what a run that was cut off left is ended by the next one.
/// </summary>
internal sealed class MemberChanger(MemberUsers users, IdentityCenterRequest request, IHoopHost host)
    : IManagedChange<ServerLock, MemberComparison, IReadOnlyList<IdentityCenterOutcome>>
{
    private readonly Dictionary<string, HoopException> _failures = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<ServerLock> LockAsync(CancellationToken cancellationToken) =>
        ServerLock.OpenAsync(request.Master, host, users.Time, cancellationToken);

    /// <inheritdoc/>
    public Task<MemberComparison> PlanAsync(ServerLock hold, CancellationToken cancellationToken) =>
        MemberComparison.ReadAsync(hold.Session, request, cancellationToken);

    /// <inheritdoc/>
    public async Task ChangeAsync(ServerLock hold, MemberComparison plan, CancellationToken cancellationToken)
    {
        var session = hold.Session;
        var marking = plan.Members.FirstOrDefault(member => member.AccountStatements().Any(statement => statement.Marks));
        if (marking is not null)
        {
            await session.ExecuteBatchAsync(
                [.. MemberComparison.Foundation(marking).Select(statement => statement.Sql)], cancellationToken);
        }

        await RenameAsync(session, plan, cancellationToken);
        // Powers first: while one of them stays no login is opened to it.
        await EachAsync(session, plan, member => member.Powers.Where(power => power.OutOfReachOf is null).Select(power => power.Sql),
            cancellationToken);
        await EachAsync(
            session, plan,
            member => member.Powers.Any(power => power.OutOfReachOf is not null) ? []
                : member.AccountStatements().Select(statement => statement.Sql),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task GrantAsync(ServerLock hold, MemberComparison plan, CancellationToken cancellationToken) =>
        EachAsync(
            hold.Session, plan,
            member => member.Grants.Except(member.Powers).Where(grant => grant.OutOfReachOf is null).Select(grant => grant.Sql)
                .Concat(member.RoleStatements().Select(statement => statement.Sql)),
            cancellationToken);

    /// <inheritdoc/>
    public Task UnlockAsync(ServerLock hold, CancellationToken cancellationToken) => hold.GiveBackAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IdentityCenterOutcome>> ReportAsync(
        ServerLock hold, MemberComparison plan, CancellationToken cancellationToken)
    {
        var left = (await MemberComparison.ReadAsync(hold.Session, request, cancellationToken)).Members;
        return [.. plan.Refused, .. MemberOutcomes.Of(plan.Members, left, _failures)];
    }

    private async Task RenameAsync(Session session, MemberComparison plan, CancellationToken cancellationToken)
    {
        var renames = plan.Renamings();
        var failures = await session.ExecuteEachAsync(
            [.. renames.Select(rename => MemberComparison.RenameSql(rename.From, rename.To))], cancellationToken);
        for (var i = 0; i < renames.Count; i++)
        {
            if (failures[i] is not { } failure)
                continue;
            foreach (var member in plan.Members.Where(member => member.Rename
                && (member.Account == renames[i].To || member.Present == renames[i].From)))
                Fail(member, failure);
        }

        if (plan.Server.Ledger.IsThere)
        {
            var done = plan.Members.Where(member => member.Rename && !_failures.ContainsKey(member.Member.Id));
            await session.ExecuteEachAsync([.. done.Select(member => Ledger.Strike(member.Present!))], cancellationToken);
        }
    }

    private async Task EachAsync(
        Session session, MemberComparison plan, Func<MemberDifference, IEnumerable<string>> statementsOf,
        CancellationToken cancellationToken)
    {
        var statements = plan.Members.Where(member => !_failures.ContainsKey(member.Member.Id))
            .SelectMany(member => statementsOf(member).Select(statement => (member, statement))).ToList();
        var failures = await session.ExecuteEachAsync([.. statements.Select(pair => pair.statement)], cancellationToken);
        foreach (var (pair, failure) in statements.Zip(failures).Where(pair => pair.Second is not null))
            Fail(pair.member, failure!);
    }

    private void Fail(MemberDifference member, StatementException failure) =>
        _failures.TryAdd(member.Member.Id, IdentityCenterUserErrors.Failed.Error(
            $"The server did not take the change of user {member.Account}: {failure.ServerMessage} (error {failure.Code}).",
            member.Member.UserName, cause: failure));
}
