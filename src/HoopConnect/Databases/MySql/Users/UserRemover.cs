using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>
/// Removes some users under the lock under which they are made, so that nobody takes one up meanwhile. Each statement stands for itself and
/// can be done again: what a run that was cut off left is ended by the next one.
/// </summary>
internal sealed class UserRemover(Session session, FoundUserReader reader, UserRemovalRequest request)
{
    private const int NoSuchUser = 1396;

    private readonly Dictionary<string, UserRemoval> _outcomes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Finding>> _findings = new(StringComparer.Ordinal);

    /// <summary>The outcome of each of these users, in their order.</summary>
    public async Task<IReadOnlyList<UserRemoval>> RemoveAsync(IReadOnlyList<UserToRemove> users, CancellationToken cancellationToken)
    {
        var found = await reader.ReadAsync([.. users.Select(user => user.UserName)], cancellationToken);
        var swept = new List<AccountRemoval>();
        foreach (var user in users)
        {
            var (toSweep, refusal) = AccountRemoval.Of(user, found.Find(user.UserName), request.Adopt, found.Now);
            if (refusal is not null)
                _outcomes[user.UserName] = refusal;
            else
                swept.Add(toSweep!);
        }

        var locked = await LockAsync(swept, cancellationToken);
        await EndSessionsAsync(locked, cancellationToken);
        await DropAsync([.. locked.Where(user => user.Definers.Count == 0)], found.HasLedger, cancellationToken);
        await ConcludeAsync(locked, cancellationToken);
        return [.. users.Select(user => _outcomes[user.UserName])];
    }

    private async Task<IReadOnlyList<AccountRemoval>> LockAsync(List<AccountRemoval> users, CancellationToken cancellationToken)
    {
        var failures = await EachAsync(users, user => user.LockStatements, cancellationToken);
        foreach (var (user, failure) in failures)
            End(user, failure.Code == NoSuchUser ? UserRemovalState.Missing : UserRemovalState.Failed, new Finding(null, $"user '{user.Found.Name}'", FindingReasons.Failed, failure.ServerMessage));
        return [.. users.Where(user => !_outcomes.ContainsKey(user.Found.Name))];
    }

    private async Task EndSessionsAsync(IReadOnlyList<AccountRemoval> users, CancellationToken cancellationToken)
    {
        foreach (var (name, message) in await OpenSessions.EndAsync(session, [.. users.Where(user => user.OwnsItsName).Select(user => user.Found.Name)], cancellationToken))
            Note(name, new Finding(null, "session", FindingReasons.Failed, message));
        foreach (var user in users)
        {
            foreach (var other in user.Others)
                Note(user.Found.Name, other);
        }
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
        await session.ExecuteEachAsync([.. users.Where(user => !failed.Contains(user)).SelectMany(user => user.Accounts).Select(account => Ledger.Strike(account, session.NoBackslashEscapes))], cancellationToken);
    }

    private async Task ConcludeAsync(IReadOnlyList<AccountRemoval> users, CancellationToken cancellationToken)
    {
        if (users.Count == 0)
            return;
        var server = await new ServerReader(session, [.. users.Select(user => user.Found.Name)]).ReadAsync([], cancellationToken);
        foreach (var user in users)
        {
            var left = user.Accounts.Select(server.Find).OfType<AccountReading>().ToList();
            foreach (var definer in left.Count > 0 ? user.Definers : [])
                Note(user.Found.Name, definer.Finding);
            End(user, left.Count == 0 ? UserRemovalState.Removed : left.All(account => account.IsLocked) ? UserRemovalState.Locked : UserRemovalState.Failed);
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
        _outcomes[user.Found.Name] = new UserRemoval(user.Found.Name, state, [.. _findings.GetValueOrDefault(user.Found.Name, []), .. state == UserRemovalState.Missing ? [] : findings])
        {
            Databases = user.Found.ToListed(default).Databases,
        };

    private void Note(string name, Finding finding)
    {
        if (!_findings.TryGetValue(name, out var findings))
            _findings[name] = findings = [];
        findings.Add(finding);
    }
}
