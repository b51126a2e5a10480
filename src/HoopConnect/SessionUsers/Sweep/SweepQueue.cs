namespace HoopConnect.SessionUsers.Sweep;

/// <summary>
/// Collects users as they come down a pipeline, by server, so that a server is visited once for many of them. It holds a bounded number:
/// a batch that is full is given out at once.
/// </summary>
/// <param name="batchSize">How many users of one server make a batch.</param>
/// <param name="capacity">How many users of all servers are held at most.</param>
public sealed class SweepQueue(int batchSize = 1000, int capacity = 10_000)
{
    private readonly Dictionary<(string Host, int Port), Dictionary<string, FoundSessionUser>> _waiting = [];
    private int _count;

    /// <summary>Takes a user; gives a batch that is due, or null.</summary>
    public SweepBatch? Add(FoundSessionUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        var server = (user.HostName.ToLowerInvariant(), user.Port);
        if (!_waiting.TryGetValue(server, out var users))
            _waiting[server] = users = new Dictionary<string, FoundSessionUser>(StringComparer.Ordinal);
        if (users.TryAdd(user.UserName, user))
            _count++;
        if (users.Count >= batchSize)
            return Take(server);
        return _count >= capacity ? Take(_waiting.MaxBy(pair => pair.Value.Count).Key) : null;
    }

    /// <summary>Gives out what is left.</summary>
    public IEnumerable<SweepBatch> Drain()
    {
        while (_waiting.Count > 0)
            yield return Take(_waiting.Keys.First());
    }

    private SweepBatch Take((string, int) server)
    {
        _waiting.Remove(server, out var users);
        _count -= users!.Count;
        return new SweepBatch([.. users.Values]);
    }
}
