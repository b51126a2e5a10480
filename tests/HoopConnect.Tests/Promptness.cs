using System.Diagnostics;

namespace HoopConnect.Tests;

/// <summary>
/// That work which was cancelled ended at once. A second is the promise to the user; the limit here is for a machine that runs database
/// servers and other tests on the same cores. Use it only where work that does not look at its token would take 20 seconds and more.
/// </summary>
internal static class Promptness
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    public static void Check(Stopwatch sinceCancelled) =>
        Assert.True(sinceCancelled.Elapsed < Limit, $"It took {sinceCancelled.Elapsed}.");
}
