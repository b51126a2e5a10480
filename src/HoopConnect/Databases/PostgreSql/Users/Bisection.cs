using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>
/// Does something for many users in one transaction and, where that fails, for each half of them by itself, down to the user who is the
/// reason: one for whom it cannot be done costs the others a few round trips and nothing else.
/// </summary>
internal static class Bisection
{
    /// <param name="all">The users.</param>
    /// <param name="run">One transaction for some of them.</param>
    /// <param name="failed">Is told of a user for whom it failed alone.</param>
    /// <exception cref="HoopException">What is nobody's fault alone: a connection that broke.</exception>
    public static async Task RunAsync<T>(
        IReadOnlyList<T> all, Func<IReadOnlyList<T>, Task> run, Action<T, HoopException> failed)
    {
        var open = new Stack<IReadOnlyList<T>>();
        foreach (var portion in all.Chunk(RemovalStatements.Portion).Reverse())
            open.Push(portion);
        while (open.TryPop(out var portion))
        {
            try
            {
                await run(portion);
            }
            catch (HoopException exception) when (IsOfOne(exception))
            {
                if (portion is [var alone])
                {
                    failed(alone, exception);
                    continue;
                }

                open.Push(portion.Skip(portion.Count / 2).ToList());
                open.Push(portion.Take(portion.Count / 2).ToList());
            }
        }
    }

    /// <summary>
    /// True for a failure that fewer users, or another one, may not have: the server's answer to a statement, or none in time.
    /// </summary>
    public static bool IsOfOne(HoopException exception) => exception is StatementException || DatabaseErrors.Timeout.Is(exception);
}
