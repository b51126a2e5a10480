using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;

namespace HoopConnect.SessionUsers.Sweep;

/// <summary>Adds up a sweep, in memory that does not grow with it.</summary>
public sealed class SweepTally(TimeProvider time)
{
    private const int MostRemaining = 100;

    private readonly long _began = time.GetTimestamp();
    private readonly DateTime _started = time.GetUtcNow().UtcDateTime;
    private readonly HashSet<(string, int)> _servers = [];
    private readonly Dictionary<UserRemovalState, int> _counts = [];
    private readonly List<RemovedSessionUser> _remaining = [];

    /// <summary>Counts one user.</summary>
    public void Add(RemovedSessionUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        _servers.Add((user.HostName.ToLowerInvariant(), user.Port));
        _counts[user.State] = Count(user.State) + 1;
        if (
            user.State is UserRemovalState.Refused or UserRemovalState.Locked or UserRemovalState.Failed
            && _remaining.Count < MostRemaining)
            _remaining.Add(user);
    }

    /// <summary>What it has come to so far.</summary>
    public SweepSummary Summary() => new()
    {
        Started = _started,
        Duration = time.GetElapsedTime(_began),
        Servers = _servers.Count,
        Users = _counts.Values.Sum(),
        Removed = Count(UserRemovalState.Removed),
        Missing = Count(UserRemovalState.Missing),
        InUse = Count(UserRemovalState.InUse),
        Refused = Count(UserRemovalState.Refused),
        Locked = Count(UserRemovalState.Locked),
        Failed = Count(UserRemovalState.Failed),
        Remaining = [.. _remaining],
    };

    private int Count(UserRemovalState state) => _counts.GetValueOrDefault(state);
}
