using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using static HoopConnect.SessionUsers.Hcl.HclCharacters;

namespace HoopConnect.SessionUsers.Policies;

/// <summary>An entry of <c>grant_privileges</c>: one of the words below, in capitals.</summary>
internal static class PolicyPrivilege
{
    private static readonly Dictionary<string, GrantPrivilege> Words =
        Enum.GetValues<GrantPrivilege>().ToDictionary(privilege => privilege.ToString().ToUpperInvariant(), StringComparer.Ordinal);

    /// <exception cref="HoopException"><c>Policy.UnknownPrivilege</c>, <c>Policy.PrivilegeNotServed</c>.</exception>
    public static GrantPrivilege Parse(string text, string engine)
    {
        if (!Words.TryGetValue(text, out var privilege))
            throw PolicyErrors.UnknownPrivilege.Error(
                $"The privilege '{Shown(text)}' is not known.", text, $"Known are, in capitals: {string.Join(", ", Words.Keys)}.");
        // The privilege that lets a user truncate there is DROP, which lets it drop the table as well: not what was asked for.
        if (privilege == GrantPrivilege.Truncate && !PolicyEngine.HasSchemas(engine))
            throw PolicyErrors.PrivilegeNotServed.Error(
                $"{engine} has no privilege TRUNCATE.", text, "Leave it out; DELETE empties a table as well.");
        return privilege;
    }
}
