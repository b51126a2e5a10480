using System.Runtime.CompilerServices;
using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.IdentityCenterUsers;

/// <summary>A plan of this engine: what is done is planned again under the lock.</summary>
internal sealed record MemberPlan(
    IdentityCenterRequest Request, Plan Plan, MemberUsers Users, MemberComparison Comparison, UserRemovalPlan? Removal)
    : IdentityCenterPlan(Request, Plan)
{
    /// <inheritdoc/>
    public override async IAsyncEnumerable<IdentityCenterOutcome> ApplyAsync(
        IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Who left goes first, whatever becomes of the rest.
        await foreach (var outcome in MemberRemovals.ApplyAsync(Removal, Comparison.OwnerOf, _ => false, host, cancellationToken))
            yield return outcome;
        var outcomes = Comparison.Steps().Count == 0 ? [.. Comparison.Refused, .. Comparison.Members.Select(MemberOutcomes.Unchanged)]
            : await ManagedChange.RunAsync(new MemberChanger(Users, Request, host), cancellationToken);
        foreach (var outcome in outcomes)
            yield return outcome;
    }
}
