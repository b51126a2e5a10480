using System.Runtime.CompilerServices;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>Lists and removes session users on MySQL and MariaDB, whose expiry nothing else enforces.</summary>
internal sealed class ManagedUsers(TimeProvider time) : IManagedUsers
{
    /// <summary>How many users are removed under one hold of the lock: who wants a new one waits that long.</summary>
    private const int Portion = 100;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ManagedUser> ListAsync(ManagedUserQuery query, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var session = await WaitingConnection.OpenAsync(query.Master, time, cancellationToken);
        var reader = await FoundUserReader.OpenAsync(session, cancellationToken);
        for (var last = ""; ;)
        {
            var names = await reader.NamesAsync(last, query.PageSize, cancellationToken);
            if (names.Count == 0)
                yield break;
            var found = await reader.ReadAsync(names, cancellationToken);
            foreach (var name in names)
            {
                if (found.Find(name)?.ToListed(found.Now) is { } listed && (listed.Expired || !query.Expired))
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
        var reader = await FoundUserReader.OpenAsync(session, cancellationToken);
        var settled = new List<UserRemoval>();
        var steps = new List<PlanStep>();
        var count = 0;
        foreach (var users in request.Users.Chunk(Portion))
        {
            var found = await reader.ReadAsync([.. users.Select(user => user.UserName)], cancellationToken);
            if (found.IsReadOnly)
                throw ReadOnlyServer.Refusal(request.Master);
            foreach (var user in users)
            {
                var (swept, refusal) = AccountRemoval.Of(user, found.Find(user.UserName), request.Adopt, found.Now);
                if (refusal is not null)
                {
                    settled.Add(refusal);
                    continue;
                }

                steps.AddRange(swept!.Steps());
                count++;
            }
        }

        return new RemovalPlan(
            request, new Plan($"{request.Master.Host}:{request.Master.Port}", $"remove {count} session users", steps), settled, this);
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
        var reader = await FoundUserReader.OpenAsync(session, cancellationToken);
        var done = 0;
        foreach (var users in open.Chunk(Portion))
        {
            await ServerLock.TakeAsync(session, host, time, cancellationToken);
            var outcomes = await new UserRemover(session, reader, plan.Request).RemoveAsync(users, cancellationToken);
            await ServerLock.GiveBackAsync(session, cancellationToken);
            progress((double)(done += users.Length) / open.Count);
            foreach (var outcome in outcomes)
                yield return outcome;
        }

        if ((await reader.ReadAsync([], cancellationToken)).HasLedger)
            await session.ExecuteEachAsync([Ledger.Tidy], cancellationToken);
    }
}
