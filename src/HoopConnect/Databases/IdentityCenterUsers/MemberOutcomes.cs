using HoopConnect.Hosting;

namespace HoopConnect.Databases.IdentityCenterUsers;

/// <summary>What became of members, told by what was to be done and what is left: the same on every engine.</summary>
internal static class MemberOutcomes
{
    /// <summary>The outcome of a member of whom nothing is to be done.</summary>
    public static IdentityCenterOutcome Unchanged(IMemberDifference member) => member.Lasting is { } lasting
        ? IdentityCenterOutcome.Failed(member.Member.Id, member.Member.UserName, lasting)
        : new IdentityCenterOutcome(member.Member.Id, member.Member.UserName, IdentityCenterState.Unchanged);

    /// <summary>The outcomes of a change.</summary>
    /// <param name="planned">What was to be done.</param>
    /// <param name="left">What the server lacks after it.</param>
    /// <param name="failures">What the server refused, by the members' ids.</param>
    public static IEnumerable<IdentityCenterOutcome> Of(
        IReadOnlyList<IMemberDifference> planned, IReadOnlyList<IMemberDifference> left,
        IReadOnlyDictionary<string, HoopException> failures)
    {
        var leftOf = left.ToDictionary(member => member.Member.Id, StringComparer.Ordinal);
        return planned.Select(member => Of(
            member, leftOf.GetValueOrDefault(member.Member.Id), failures.GetValueOrDefault(member.Member.Id)));
    }

    private static IdentityCenterOutcome Of(IMemberDifference planned, IMemberDifference? left, HoopException? refused)
    {
        var (id, name) = (planned.Member.Id, planned.Member.UserName);
        var former = planned.Rename ? planned.PresentName : null;
        if ((refused ?? left?.Lasting ?? NotAsItShouldBe(name, left)) is { } failure)
            return IdentityCenterOutcome.Failed(id, name, failure) with { FormerName = former };
        var state = planned.Create ? IdentityCenterState.Created
            : planned.Rename ? IdentityCenterState.Renamed
            : planned.Steps().Count == 0 ? IdentityCenterState.Unchanged
            : planned.Granted.Count == 0 && planned.Revoked.Count > 0 ? IdentityCenterState.Revoked
            : IdentityCenterState.Granted;
        return new IdentityCenterOutcome(id, name, state)
        {
            FormerName = former,
            Granted = planned.Granted,
            Revoked = planned.Revoked,
        };
    }

    private static HoopException? NotAsItShouldBe(string name, IMemberDifference? left) =>
        left is { Rename: false } && left.Steps().Count == 0 ? null
        : IdentityCenterUserErrors.Failed.Error(
            $"The user '{name}' is not as it should be after the change"
            + (left is null ? "." : $": {string.Join("; ", left.Steps().Select(step => step.Statement))}"),
            name);
}
