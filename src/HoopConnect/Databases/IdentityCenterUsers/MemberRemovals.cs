using System.Runtime.CompilerServices;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.IdentityCenterUsers;

/// <summary>The removal of users whose people are no members, in the words of a sync: the same on every engine.</summary>
internal static class MemberRemovals
{
    /// <param name="removal">The plan; null where nobody goes.</param>
    /// <param name="ownerOf">The id of whoever a user is for.</param>
    /// <param name="isSilent">Whether it is nobody's user, and only its failure is told.</param>
    /// <param name="host">Who is told.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async IAsyncEnumerable<IdentityCenterOutcome> ApplyAsync(
        UserRemovalPlan? removal, Func<string, string> ownerOf, Func<string, bool> isSilent, IHoopHost host,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (removal is null)
            yield break;
        await using var each = removal.ApplyToEachAsync(_ => { }, host, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await each.MoveNextAsync())
                    yield break;
            }
            catch (HoopException failure)
            {
                // Each of the users has its outcome already.
                host.Debug(failure.Message);
                yield break;
            }

            var user = each.Current;
            var isGone = user.State is UserRemovalState.Removed or UserRemovalState.Missing;
            if (isGone && isSilent(user.UserName))
                continue;
            yield return new IdentityCenterOutcome(
                ownerOf(user.UserName), user.UserName, isGone ? IdentityCenterState.Dropped : IdentityCenterState.Failed)
            {
                Findings = user.Findings,
                Failure = isGone ? null : IdentityCenterUserErrors.NotRemoved.Error(
                    $"The user '{user.UserName}' is no member's, and was not removed ({user.State}): {string.Join("; ", user.Findings)}",
                    user.UserName),
            };
        }
    }
}
