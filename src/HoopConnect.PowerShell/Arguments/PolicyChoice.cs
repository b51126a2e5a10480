using HoopConnect.Hosting;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>The policy a cmdlet is to work by: a policy itself, or the name of one in the file of <c>-PolicyFile</c>.</summary>
public sealed class PolicyChoice
{
    private readonly SessionPolicy? _policy;

    internal PolicyChoice(SessionPolicy policy) => (_policy, Name) = (policy, policy.Name);

    internal PolicyChoice(string name) => Name = name;

    /// <summary>The policy's name.</summary>
    public string Name { get; }

    /// <summary>The policy, where it is one and not only a name.</summary>
    internal SessionPolicy? Given => _policy;

    /// <summary>The policy's name.</summary>
    public override string ToString() => Name;

    /// <summary>The policy itself.</summary>
    /// <param name="policyFile">The full path of a file or folder; null where none was given.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="HoopException"><c>Policy.NoFile</c>, <c>Policy.NotFound</c>, or what is wrong in the file.</exception>
    internal Task<SessionPolicy> ResolveAsync(string? policyFile, CancellationToken cancellationToken)
    {
        if (_policy is not null)
            return Task.FromResult(_policy);
        return policyFile is not null
            ? PolicyFiles.FindAsync(policyFile, Name, cancellationToken)
            : throw PolicyErrors.NoFile.Error($"'{Name}' is only the name of a policy.", Name);
    }
}
