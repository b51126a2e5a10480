using System.Runtime.CompilerServices;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>
/// Lists and removes the users that we made on MySQL and MariaDB. The expiry of session users is enforced by nothing else there.
/// </summary>
internal sealed class ManagedUsers(TimeProvider time) : IManagedUsers
{
    /// <summary>How many users are removed under one hold of the lock: who wants a new one waits that long.</summary>
    private const int Portion = 100;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ManagedUser> ListAsync(
        ManagedUserQuery query, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var session = await WaitingConnection.OpenAsync(query.Master, time, cancellationToken);
        var reader = new FoundUserReader(session, query.Kind);
        for (var last = ""; ;)
        {
            var names = await reader.NamesAsync(last, query.PageSize, cancellationToken);
            if (names.Count == 0)
                yield break;
            var found = await reader.ReadAsync(names, cancellationToken);
            foreach (var user in names.Select(found.Find).OfType<FoundUser>().Where(user => IsListed(user, session.Version)))
            {
                if (user.ToListed(found.Server.Now) is var listed && (listed.Expired || !query.Expired))
                    yield return listed;
            }

            last = names[^1];
        }
    }

    /// <inheritdoc/>
    public async Task<UserRemovalPlan> PlanRemovalAsync(UserRemovalRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var session = await WaitingConnection.OpenAsync(request.Master, time, cancellationToken);
        var reader = new FoundUserReader(session, request.Kind);
        var settled = new List<UserRemoval>();
        var steps = new List<PlanStep>();
        var count = 0;
        foreach (var users in request.Users.Chunk(Portion))
        {
            var found = await reader.ReadAsync([.. users.Select(user => user.UserName)], cancellationToken);
            found.Server.RefuseReadOnly(request.Master);
            foreach (var user in users)
            {
                var (removal, refusal) = AccountRemoval.Of(
                    user, found.Find(user.UserName)?.Without(request.DroppedBefore), OrderOf(request), found.Server);
                if (refusal is not null)
                {
                    settled.Add(refusal);
                    continue;
                }

                steps.AddRange(removal!.Steps(request.Kind, request.DropCode));
                count++;
            }
        }

        var what = request.Kind == ManagedKind.Session ? "session users" : "users";
        return new RemovalPlan(
            request, new Plan($"{request.Master.Host}:{request.Master.Port}", $"remove {count} {what}", steps), settled, this);
    }

    /// <summary>Applies a plan, some users under each hold of the lock.</summary>
    public async IAsyncEnumerable<UserRemoval> ApplyRemovalAsync(
        RemovalPlan plan, Action<double> progress, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(progress);
        var settled = plan.Settled.ToDictionary(removal => removal.UserName, StringComparer.Ordinal);
        foreach (var removal in plan.Settled)
            yield return removal;
        List<UserToRemove> open = [.. plan.Request.Users.Where(user => !settled.ContainsKey(user.UserName))];
        if (open.Count == 0)
            yield break;

        await using var session = await WaitingConnection.OpenAsync(plan.Request.Master, time, cancellationToken);
        var reader = new FoundUserReader(session, plan.Request.Kind);
        var done = 0;
        foreach (var users in open.Chunk(Portion))
        {
            var outcomes =
                await ManagedChange.RunAsync(new UserRemover(session, reader, OrderOf(plan.Request), users, host, time), cancellationToken);
            progress((double)(done += users.Length) / open.Count);
            foreach (var outcome in outcomes)
                yield return outcome;
        }

        if ((await reader.ReadAsync([], cancellationToken)).Server.Ledger.IsThere)
            await session.ExecuteEachAsync([Ledger.Tidy], cancellationToken);
    }

    private static RemovalOrder OrderOf(UserRemovalRequest request) => new(request.Kind, request.Adopt) { DropCode = request.DropCode };

    /// <summary>
    /// Of session users all that bear the name, for whoever made them; of the others those that are ours, or may be where no server can
    /// say.
    /// </summary>
    private static bool IsListed(FoundUser user, ServerRelease version) =>
        user.Kind == ManagedKind.Session || user.Ours.Count > 0
            || (!version.HasProof && user.Accounts.Any(account => account.Marks.Claim?.Kind == user.Kind));

    /// <inheritdoc/>
    public IAsyncEnumerable<OrphanedCode> FindOrphanedCodeAsync(
        ConnectionSettings master, IHoopHost host, CancellationToken cancellationToken) =>
        throw RoleErrors.OrphanedCodeNotServed.Error(
            $"On the engine of {master.Host} it cannot be told which code a removed user wrote.", master.Host);
}
