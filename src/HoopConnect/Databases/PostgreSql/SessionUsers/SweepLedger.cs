using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SessionUsers;

namespace HoopConnect.Databases.PostgreSql.SessionUsers;

/// <summary>What has become of each user so far; written to from several databases at a time.</summary>
internal sealed class SweepLedger
{
    private readonly object _gate = new();
    private readonly Dictionary<string, SessionUserRemovalState> _ends = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<RoleFinding>> _findings = new(StringComparer.Ordinal);

    /// <summary>Nothing more is done for the user.</summary>
    public void End(SweptUser user, SessionUserRemovalState state, RoleFinding? finding = null)
    {
        lock (_gate)
        {
            _ends[user.Name] = state;
            if (finding is not null)
                Note(user, finding);
        }
    }

    /// <summary>Something to tell of the user, whatever becomes of it.</summary>
    public void Note(SweptUser user, RoleFinding finding)
    {
        lock (_gate)
        {
            if (!_findings.TryGetValue(user.Name, out var known))
                _findings[user.Name] = known = [];
            known.Add(finding);
        }
    }

    /// <summary>The users that are still to be worked on.</summary>
    public IReadOnlyList<SweptUser> Open(IEnumerable<SweptUser> users)
    {
        lock (_gate)
            return users.Where(user => !_ends.ContainsKey(user.Name)).ToList();
    }

    public SessionUserRemoval Outcome(SweptUser user)
    {
        lock (_gate)
        {
            var state = _ends.GetValueOrDefault(user.Name, SessionUserRemovalState.Failed);
            // What stood in the way no longer matters where the user is gone or lives on.
            IReadOnlyList<RoleFinding> findings = state is SessionUserRemovalState.Missing ? [] : _findings.GetValueOrDefault(user.Name, []);
            return new SessionUserRemoval(user.Name, state, findings) { Databases = user.Traces.Databases };
        }
    }
}
