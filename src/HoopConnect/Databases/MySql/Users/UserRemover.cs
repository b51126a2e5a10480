using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>
/// Removes some users, of whatever kind, under the lock under which they are made, so that nobody takes one up meanwhile. Each statement
/// stands for itself and can be done again: what a run that was cut off left is ended by the next one.
/// </summary>
/// <param name="session">As the master; it stays open.</param>
/// <param name="reader">Finds the users.</param>
/// <param name="order">What was asked for.</param>
/// <param name="users">The users.</param>
/// <param name="host">Who is told.</param>
/// <param name="time">The clock of this machine.</param>
internal sealed class UserRemover(
    Session session, FoundUserReader reader, RemovalOrder order, IReadOnlyList<UserToRemove> users, IHoopHost host, TimeProvider time)
    : IManagedChange<ServerLock, FoundUserReading, IReadOnlyList<UserRemoval>>
{
    private const int NoSuchUser = 1396;

    private readonly Dictionary<string, UserRemoval> _outcomes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Finding>> _findings = new(StringComparer.Ordinal);
    private readonly List<AccountRemoval> _removals = [];

    /// <inheritdoc/>
    public Task<ServerLock> LockAsync(CancellationToken cancellationToken) => ServerLock.TakeAsync(session, host, time, cancellationToken);

    /// <inheritdoc/>
    public async Task<FoundUserReading> PlanAsync(ServerLock hold, CancellationToken cancellationToken)
    {
        var found = await reader.ReadAsync([.. users.Select(user => user.UserName)], cancellationToken);
        found.Server.RefuseReadOnly(session.Settings);
        foreach (var user in users)
        {
            var (removal, refusal) = AccountRemoval.Of(user, found.Find(user.UserName), order, found.Server);
            if (refusal is not null)
                _outcomes[user.UserName] = refusal;
            else
                _removals.Add(removal!);
        }

        return found;
    }

    /// <summary>
    /// Locks the users, ends their sessions, drops and strikes them out, and reads again what is left: nobody can make them anew
    /// meanwhile.
    /// </summary>
    public async Task ChangeAsync(ServerLock hold, FoundUserReading plan, CancellationToken cancellationToken)
    {
        var locked = await LockUsersAsync(cancellationToken);
        await EndSessionsAsync(locked, cancellationToken);
        var held = order.DropCode ? await DropCodeAsync(locked, cancellationToken) : [.. locked.Where(user => user.Definers.Count > 0)];
        await DropAsync([.. locked.Except(held)], plan.Server.Ledger.IsThere, cancellationToken);
        await ConcludeAsync(locked, cancellationToken);
    }

    /// <summary>Nothing: who is gone has nothing.</summary>
    public Task GrantAsync(ServerLock hold, FoundUserReading plan, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task UnlockAsync(ServerLock hold, CancellationToken cancellationToken) => hold.GiveBackAsync(cancellationToken);

    /// <summary>The outcome of each of the users, in their order.</summary>
    public Task<IReadOnlyList<UserRemoval>> ReportAsync(ServerLock hold, FoundUserReading plan, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<UserRemoval>>([.. users.Select(user => _outcomes[user.UserName])]);

    private async Task<IReadOnlyList<AccountRemoval>> LockUsersAsync(CancellationToken cancellationToken)
    {
        var failures = await EachAsync(_removals, user => user.LockStatements, cancellationToken);
        foreach (var (user, failure) in failures)
        {
            End(user, failure.Code == NoSuchUser ? UserRemovalState.Missing : UserRemovalState.Failed,
                new Finding(null, $"user '{user.Found.Name}'", FindingReasons.Failed, failure.ServerMessage));
        }

        return [.. _removals.Where(user => !_outcomes.ContainsKey(user.Found.Name))];
    }

    private async Task EndSessionsAsync(IReadOnlyList<AccountRemoval> users, CancellationToken cancellationToken)
    {
        var names = users.Where(user => user.OwnsItsName).Select(user => user.Found.Name).ToList();
        foreach (var (name, message) in await OpenSessions.EndAsync(session, names, cancellationToken))
            Note(name, new Finding(null, "session", FindingReasons.Failed, message));
        foreach (var user in users)
        {
            foreach (var other in user.Others)
                Note(user.Found.Name, other);
        }
    }

    /// <summary>Drops what runs in the names of the users; gives those whose code was not all dropped.</summary>
    private async Task<IReadOnlyList<AccountRemoval>> DropCodeAsync(
        IReadOnlyList<AccountRemoval> users, CancellationToken cancellationToken)
    {
        var failures = await EachAsync(users, user => user.Definers.Select(definer => definer.Drop), cancellationToken);
        foreach (var (user, failure) in failures)
            Note(user.Found.Name, new Finding(null, $"user '{user.Found.Name}'", FindingReasons.Failed, failure.ServerMessage));
        return [.. failures.Select(failure => failure.User).Distinct()];
    }

    private async Task DropAsync(IReadOnlyList<AccountRemoval> users, bool hasLedger, CancellationToken cancellationToken)
    {
        var failures = await EachAsync(users, user => user.DropStatements, cancellationToken);
        foreach (var (user, failure) in failures)
            Note(user.Found.Name, new Finding(null, $"user '{user.Found.Name}'", FindingReasons.Failed, failure.ServerMessage));
        if (!hasLedger)
            return;
        // Only after the user: one that is still there keeps its expiry.
        var failed = failures.Select(failure => failure.User).ToHashSet();
        var gone = users.Where(user => !failed.Contains(user)).SelectMany(user => user.Accounts);
        await session.ExecuteEachAsync([.. gone.Select(Ledger.Strike)], cancellationToken);
    }

    private async Task ConcludeAsync(IReadOnlyList<AccountRemoval> users, CancellationToken cancellationToken)
    {
        if (users.Count == 0)
            return;
        var server =
            await new ServerReader(session, order.Kind, [.. users.Select(user => user.Found.Name)]).ReadAsync([], cancellationToken);
        foreach (var user in users)
        {
            var left = user.Accounts.Select(server.Find).OfType<AccountReading>().ToList();
            foreach (var definer in left.Count > 0 ? user.Definers : [])
                Note(user.Found.Name, definer.Finding);
            End(user, left.Count == 0 ? UserRemovalState.Removed : left
                .All(account => account.IsLocked) ? UserRemovalState.Locked : UserRemovalState.Failed);
        }
    }

    private async Task<IReadOnlyList<(AccountRemoval User, StatementException Failure)>> EachAsync(
        IReadOnlyList<AccountRemoval> users, Func<AccountRemoval, IEnumerable<string>> statementsOf, CancellationToken cancellationToken)
    {
        var statements = users.SelectMany(user => statementsOf(user).Select(statement => (user, statement))).ToList();
        var failures = await session.ExecuteEachAsync([.. statements.Select(pair => pair.statement)], cancellationToken);
        return [.. statements.Zip(failures).Where(pair => pair.Second is not null).Select(pair => (pair.First.user, pair.Second!))];
    }

    private void End(AccountRemoval user, UserRemovalState state, params Finding[] findings) =>
        _outcomes[user.Found.Name] = new UserRemoval(
            user.Found.Name, state, [.. _findings.GetValueOrDefault(user.Found.Name, []),
                .. state == UserRemovalState.Missing ? [] : findings])
        {
            Databases = user.Found.Databases,
        };

    private void Note(string name, Finding finding)
    {
        if (!_findings.TryGetValue(name, out var findings))
            _findings[name] = findings = [];
        findings.Add(finding);
    }
}
