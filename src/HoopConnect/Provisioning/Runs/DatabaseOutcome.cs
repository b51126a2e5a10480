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
    /// <exception cref="HoopException"><c>Provisioning.RolesIncomplete</c>.</exception>
    public string Conclude(string target)
    {
        var incomplete = Roles.Where(role => !role.IsComplete).ToList();
        if (incomplete.Count > 0)
        {
            throw new HoopException("Provisioning.RolesIncomplete", HoopErrorKind.InvalidOperation,
                $"{incomplete.Count} of {Roles.Count} roles are not as they should be on '{target}': {string.Join("; ", incomplete.Select(role => $"{role.UserName} {role.State}: {role.Message}"))}")
            {
                Target = target,
                RecommendedAction = "The findings say what is missing and who can mend it; then run again.",
            };
        }

        return Changed ? $"{Roles.Count} roles, {Connections.Count} connections" : "nothing to do";
    }
}
