using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>What removal would do. Applying it reads the users again: much may have happened since.</summary>
internal sealed record RemovalPlan(UserRemovalRequest Request, Plan Plan, IReadOnlyList<UserRemoval> Settled, ManagedUsers Users)
    : UserRemovalPlan(Request, Plan, Settled)
{
    /// <inheritdoc/>
    public override IAsyncEnumerable<UserRemoval> ApplyAsync(
        Action<double> progress, IHoopHost host, CancellationToken cancellationToken) =>
        Users.ApplyRemovalAsync(this, progress, host, cancellationToken);
}
