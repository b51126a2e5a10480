using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>What became of one database.</summary>
/// <param name="Left">What still differs, read afterwards.</param>
/// <param name="Failures">Why the changes of a role failed.</param>
internal sealed record DatabaseResult(DatabaseDifference Left, IReadOnlyDictionary<RoleKind, HoopException> Failures)
{
    /// <summary>One in which nothing was done.</summary>
    public static DatabaseResult Untouched(DatabaseDifference difference) => new(difference, new Dictionary<RoleKind, HoopException>());

    /// <summary>The role has a power here beyond its contract.</summary>
    public bool HasPower(RoleKind kind) => Findings(kind).Any(finding => finding.IsPower);

    /// <summary>What is not as it should be for one role.</summary>
    public IEnumerable<Finding> Findings(RoleKind kind)
    {
        if (Failures.TryGetValue(kind, out var failure))
            yield return new Finding(Left.Database, "user", FindingReasons.Failed, failure.Message);
        foreach (var difference in Left.Of.GetValueOrDefault(kind, []))
            yield return difference.Finding;
    }
}
