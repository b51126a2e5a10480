using HoopConnect.Hosting;
using static HoopConnect.SessionUsers.Hcl.HclCharacters;

namespace HoopConnect.SessionUsers.Policies;

/// <summary>What a policy has to be, wherever it came from. Lists give each problem with the index of the entry it is about.</summary>
internal static class PolicyRules
{
    /// <exception cref="HoopException">The first rule that the policy breaks.</exception>
    public static SessionPolicy Check(SessionPolicy policy)
    {
        CheckName(policy.Name);
        PolicyEngine.Parse(policy.Engine);
        CheckEntry(policy.PluginConfigEntry);
        PolicyExpiration.Check(policy.Expiration);
        foreach (var (_, problem) in Instances(policy.Instances, policy.Engine).Concat(Privileges(policy.GrantPrivileges, policy.Engine)))
            throw problem;
        return policy;
    }

    /// <exception cref="HoopException"><c>Policy.InvalidName</c>.</exception>
    public static void CheckName(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl))
            throw PolicyNameErrors.InvalidName.Error(
                $"'{Shown(name)}' cannot be the name of a policy.", name, "Give it a name without control characters.");
    }

    /// <exception cref="HoopException"><c>Policy.InvalidEntry</c>.</exception>
    public static void CheckEntry(string entry)
    {
        // Not shown: it may well be the DSN itself, with the password in it.
        if (string.IsNullOrWhiteSpace(entry) || entry.Any(char.IsControl) || entry.Contains("://", StringComparison.Ordinal))
            throw PolicyErrors.InvalidEntry.Error(
                "plugin_config_entry is not the name of a vault entry.",
                "plugin_config_entry",
                "Put the DSN into the vault, and here the name under which it is there.");
    }

    /// <summary>What is wrong with the instances.</summary>
    public static IEnumerable<(int Index, HoopException Problem)> Instances(IReadOnlyList<string> instances, string engine) =>
        Each(instances, "instances", instance => PolicyInstance.Parse(instance, engine),
            (again, first) =>
                PolicyErrors.RepeatedInstance.Error(
                    again == first
                        ? $"The instance '{Shown(again)}' is there twice."
                        : $"The instances '{Shown(first)}' and '{Shown(again)}' are the same schema.",
                    again,
                    "Leave one of them out."));

    /// <summary>What is wrong with the privileges.</summary>
    public static IEnumerable<(int Index, HoopException Problem)> Privileges(IReadOnlyList<string> privileges, string engine) =>
        Each(privileges, "grant_privileges", privilege => PolicyPrivilege.Parse(privilege, engine),
            (again, _) =>
                PolicyErrors.RepeatedPrivilege.Error($"The privilege '{Shown(again)}' is there twice.", again, "Leave one of them out."));

    private static IEnumerable<(int Index, HoopException Problem)> Each<T>(
        IReadOnlyList<string> entries, string attribute, Func<string, T> parse, Func<string, string, HoopException> repeated)
        where T : notnull
    {
        if (entries.Count == 0)
            yield return (0, PolicyErrors.EmptyList.Error($"{attribute} is empty.", attribute, "Name at least one."));
        var seen = new Dictionary<T, string>();
        for (var i = 0; i < entries.Count; i++)
        {
            var problem = ProblemOf(entries[i], parse, seen, repeated);
            if (problem is not null)
                yield return (i, problem);
        }
    }

    private static HoopException? ProblemOf<T>(
        string entry, Func<string, T> parse, Dictionary<T, string> seen, Func<string, string, HoopException> repeated)
        where T : notnull
    {
        try
        {
            var parsed = parse(entry);
            return seen.TryAdd(parsed, entry) ? null : repeated(entry, seen[parsed]);
        }
        catch (HoopException refused)
        {
            return refused;
        }
    }
}
