using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.Users;

/// <summary>One outcome for each user of a removal, whatever happens.</summary>
internal static class UserRemovals
{
    /// <summary>
    /// Applies a plan. The users that a failure kept from being done come as failed before it is thrown: whoever counts them misses none.
    /// </summary>
    /// <exception cref="HoopException">Those of <see cref="UserRemovalPlan.ApplyAsync"/>.</exception>
    public static async IAsyncEnumerable<UserRemoval> ApplyToEachAsync(
        this UserRemovalPlan plan, Action<double> progress, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = plan.Request.Users.Select(user => user.UserName).ToHashSet(StringComparer.Ordinal);
        HoopException? failure = null;
        await using var each = plan.ApplyAsync(progress, host, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await each.MoveNextAsync())
                    break;
            }
            catch (HoopException error)
            {
                failure = error;
                break;
            }

            open.Remove(each.Current.UserName);
            yield return each.Current;
        }

        if (failure is null)
            yield break;
        foreach (var userName in plan.Request.Users.Select(user => user.UserName).Where(open.Contains))
            yield return NotReached(userName, failure);
        ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>What became of a user that was not reached at all.</summary>
    public static UserRemoval NotReached(string userName, HoopException failure) =>
        new(userName, UserRemovalState.Failed, [new Finding(null, "user", FindingReasons.Failed, failure.Message)]);
}
