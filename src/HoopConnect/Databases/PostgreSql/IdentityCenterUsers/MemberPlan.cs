using System.Runtime.CompilerServices;
using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.IdentityCenterUsers;

/// <summary>A plan of this engine: what is done is planned again under the lock.</summary>
internal sealed record MemberPlan(
    IdentityCenterRequest Request, Plan Plan, MemberUsers Users, MemberChange Change, UserRemovalPlan? Removal)
    : IdentityCenterPlan(Request, Plan)
{
    /// <inheritdoc/>
    public override async IAsyncEnumerable<IdentityCenterOutcome> ApplyAsync(
        IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Who left goes first, whatever becomes of the rest.
        var comparison = Change.Comparison;
        await foreach (var outcome in MemberRemovals.ApplyAsync(
            Removal, comparison.OwnerOf, comparison.FormerPolicies.Contains, host, cancellationToken))
            yield return outcome;
        var changes = Change.Steps.Count > 0 || comparison.Members.Count > 0;
        var outcomes = !changes ? comparison.Refused
            : Change.Steps.Count == 0 ? [.. comparison.Refused, .. comparison.Members.Select(MemberOutcomes.Unchanged)]
            : await ManagedChange.RunAsync(new MemberChanger(Users, Request, host), cancellationToken);
        foreach (var outcome in outcomes)
            yield return outcome;
    }
}
