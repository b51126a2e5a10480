using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.IdentityCenterUsers;

/// <summary>
/// Makes and alters the users of members: many in one transaction, each of them whole or not at all; then it reads the server again.
/// </summary>
internal sealed class MemberChanger(MemberUsers users, IdentityCenterRequest request, IHoopHost host)
    : IManagedChange<IDatabaseSession, MemberChange, IReadOnlyList<IdentityCenterOutcome>>
{
    private readonly Dictionary<string, HoopException> _failures = new(StringComparer.Ordinal);

    public Task<IDatabaseSession> LockAsync(CancellationToken cancellationToken) =>
        ServerLock.HoldAsync(users.OpenAsync(request, cancellationToken), ServerLock.Key, host, users.Time, cancellationToken);

    public Task<MemberChange> PlanAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        users.CompareAsync(session, request, host, cancellationToken);

    public async Task ChangeAsync(IDatabaseSession session, MemberChange plan, CancellationToken cancellationToken)
    {
        foreach (var policy in plan.Policies)
        {
            await ExecuteAsync(session, [.. policy.Steps.Select(step => step.Statement)], cancellationToken);
            await policy.Role.ApplyAsync(session, policy.Grants, plan.Reading.HasMembershipOptions, cancellationToken);
        }

        await RenameAsync(session, plan, cancellationToken);
    }

    public async Task GrantAsync(IDatabaseSession session, MemberChange plan, CancellationToken cancellationToken)
    {
        var changed = plan.Comparison.Members
            .Where(member => !_failures.ContainsKey(member.Member.Id) && member.Steps().Count > 0).ToList();
        // One alone, before the others: with it the server may refuse the master's password from then on.
        while (changed.FirstOrDefault(member => member.OpensLogin) is { } first)
        {
            changed.Remove(first);
            await ChangeAsync(session, [first], cancellationToken);
            if (_failures.ContainsKey(first.Member.Id))
                continue;
            await RequireWayInAsync(session, first, cancellationToken);
            break;
        }

        await ChangeAsync(session, changed, cancellationToken);
    }

    public Task UnlockAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        ServerLock.GiveBackAsync(session, ServerLock.Key, cancellationToken);

    public async Task<IReadOnlyList<IdentityCenterOutcome>> ReportAsync(
        IDatabaseSession session, MemberChange plan, CancellationToken cancellationToken)
    {
        var left = (await users.CompareAsync(session, request, host, cancellationToken)).Comparison.Members;
        return [.. plan.Comparison.Refused, .. MemberOutcomes.Of(plan.Comparison.Members, left, _failures)];
    }

    /// <summary>All in one transaction: two who change names do so at once, and where one cannot, each who can is renamed alone.</summary>
    private async Task RenameAsync(IDatabaseSession session, MemberChange plan, CancellationToken cancellationToken)
    {
        var steps = plan.Comparison.Renamings();
        if (steps.Count == 0)
            return;
        try
        {
            await ExecuteAsync(session, [.. steps.Select(step => step.Statement)], cancellationToken);
        }
        catch (StatementException together)
        {
            host.Debug($"The renames are made one by one: {together.Message}");
            foreach (var member in plan.Comparison.Members.Where(member => member.Rename))
            {
                try
                {
                    await ExecuteAsync(session,
                        [$"ALTER ROLE {Identifier.Quote(member.PresentName!)} RENAME TO {Identifier.Quote(member.Member.UserName)}"],
                        cancellationToken);
                }
                catch (StatementException failure)
                {
                    Fail(member, failure);
                }
            }
        }
    }

    private Task ChangeAsync(IDatabaseSession session, IReadOnlyList<MemberDifference> members, CancellationToken cancellationToken) =>
        Bisection.RunAsync(
            members,
            portion => ExecuteAsync(
                session, [.. portion.SelectMany(member => member.Steps()).Select(step => step.Statement)], cancellationToken),
            Fail);

    private void Fail(MemberDifference member, HoopException failure)
    {
        var because = failure is StatementException said ? $"{said.ServerMessage} (SQLSTATE {said.SqlState})" : failure.Message;
        _failures[member.Member.Id] = IdentityCenterUserErrors.Failed.Error(
            $"The server did not take the change of user '{member.Member.UserName}': {because}.", member.Member.UserName, cause: failure);
    }

    private async Task ExecuteAsync(IDatabaseSession session, IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        if (statements.Count > 0)
            await Retry.ExecuteAsync(session, statements, host, users.Time, cancellationToken);
    }

    /// <summary>The master still gets in; otherwise the change is taken back, by the session that is still open.</summary>
    private async Task RequireWayInAsync(IDatabaseSession session, MemberDifference first, CancellationToken cancellationToken)
    {
        if (await users.TryLogin(request.Master with { Database = null }, cancellationToken) == LoginOutcome.Accepted)
            return;
        // Not stopped half-way by who presses Ctrl+C.
        await Retry.ExecuteAsync(session, [first.Undo], host, users.Time, CancellationToken.None);
        throw IdentityCenterUserErrors.LocksOutMaster.Error(
            $"With '{first.Member.UserName}' in {MemberDifference.IamRole} the server refuses the password of "
            + $"'{request.Master.Login.UserName}', which is a member of it (from PostgreSQL 16 on who creates a user is one): that was "
            + "taken back.", first.Member.UserName);
    }
}
