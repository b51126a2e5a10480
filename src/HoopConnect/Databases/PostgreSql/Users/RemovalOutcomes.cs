using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>What has become of each user so far; written to from several databases at a time.</summary>
internal sealed class RemovalOutcomes
{
    private readonly object _gate = new();
    private readonly Dictionary<string, UserRemovalState> _ends = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Finding>> _findings = new(StringComparer.Ordinal);

    /// <summary>Nothing more is done for the user.</summary>
    public void End(UserToClear user, UserRemovalState state, Finding? finding = null)
    {
        lock (_gate)
        {
            _ends[user.Name] = state;
            if (finding is not null)
                Note(user, finding);
        }
    }

    /// <summary>Nothing is done for a user of whom the server says so.</summary>
    public void End(UserRemoval settled)
    {
        lock (_gate)
        {
            _ends[settled.UserName] = settled.State;
            _findings[settled.UserName] = [.. settled.Findings];
        }
    }

    /// <summary>Something to tell of the user, whatever becomes of it.</summary>
    public void Note(UserToClear user, Finding finding)
    {
        lock (_gate)
        {
            if (!_findings.TryGetValue(user.Name, out var known))
                _findings[user.Name] = known = [];
            known.Add(finding);
        }
    }

    /// <summary>The users that are still to be worked on.</summary>
    public IReadOnlyList<UserToClear> Open(IEnumerable<UserToClear> users)
    {
        lock (_gate)
            return users.Where(user => !_ends.ContainsKey(user.Name)).ToList();
    }

    public UserRemoval Outcome(UserToClear user)
    {
        lock (_gate)
        {
            var state = _ends.GetValueOrDefault(user.Name, UserRemovalState.Failed);
            // What stood in the way no longer matters where the user is gone or lives on.
            IReadOnlyList<Finding> findings = state is UserRemovalState.Missing ? [] : _findings.GetValueOrDefault(user.Name, []);
            return new UserRemoval(user.Name, state, findings) { Databases = user.Traces.Databases };
        }
    }
}
