using HoopConnect.Hosting;
using HoopConnect.Provisioning.Connections;
using HoopConnect.Provisioning.Roles;

namespace HoopConnect.Provisioning.Runs;

/// <summary>What is done to one database so far: it is filled step by step, so that a failure in a later step loses nothing.</summary>
internal sealed class DatabaseOutcome
{
    public List<DatabaseRole> Roles { get; } = [];

    public List<Connection> Connections { get; } = [];

    public bool Changed { get; set; }

    /// <summary>The sentence for a database whose every row is well; the error where one is not.</summary>
    /// <exception cref="HoopException"><c>Roles.Incomplete</c>.</exception>
    public string Conclude(string target)
    {
        if (DatabaseRole.Incomplete(Roles, target) is { } incomplete)
            throw incomplete;
        return Changed ? $"{Roles.Count} roles, {Connections.Count} connections" : "nothing to do";
    }
}
