using HoopConnect.Hosting;
using HoopConnect.SessionUsers.Hcl;
using static HoopConnect.SessionUsers.Hcl.HclCharacters;

namespace HoopConnect.SessionUsers.Policies;

/// <summary>Policies that cannot stand beside one another.</summary>
internal sealed record PolicyClash(IReadOnlyList<SessionPolicy> Policies, HoopException Error)
{
    public static IReadOnlyList<PolicyClash> Find(IReadOnlyList<SessionPolicy> policies) =>
        [
            .. policies.GroupBy(policy => policy.Name, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(SameName),
            .. policies
                .GroupBy(policy => policy.UserName, StringComparer.Ordinal)
                .Where(same => same.DistinctBy(Shape).Count() > 1)
                .Select(SameUser),
        ];

    private static PolicyClash SameName(IGrouping<string, SessionPolicy> same) =>
        new(
            [.. same],
            Refused(
                PolicyErrors.DuplicateName,
                same.Last(),
                $"The policy '{Shown(same.Key)}' is there more than once: {Places(same)}.",
                "Give each policy a name of its own."));

    // A checksum of 32 bits can be the same for two policies by chance, and is on purpose for whoever looks for such a pair.
    private static PolicyClash SameUser(IGrouping<string, SessionPolicy> same) =>
        new(
            [.. same],
            Refused(
                PolicyErrors.UserNameClash,
                same.Last(),
                $"Different policies would share the user {same.Key}: {Places(same)}.",
                "Change the instances or privileges of one of them."));

    private static string Shape(SessionPolicy policy) =>
        string.Join('\n', [.. policy.Instances.Order(StringComparer.Ordinal), "", .. policy.GrantPrivileges.Order(StringComparer.Ordinal)]);

    private static string Places(IEnumerable<SessionPolicy> policies) => string.Join(", ", policies.Select(policy => policy.ToString()));

    private static HclException Refused(ErrorDefinition definition, SessionPolicy last, string message, string action) =>
        new HclException(definition, last.File ?? last.Name, new HclPosition(last.Line, 1), message + " " + action);
}
