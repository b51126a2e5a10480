using System.Diagnostics;
using System.Globalization;

namespace HoopConnect.Bench;

/// <summary>
/// Two ways to do the same work in turn, so that what else the machine does meets both. The ratio is the median of the ratios of
/// neighbours.
/// </summary>
internal sealed class Interleaved
{
    private readonly List<double> _ours = [];
    private readonly List<double> _others = [];

    public double OurSeconds => Median(_ours);

    public double OtherSeconds => Median(_others);

    public double Ratio => Median(_ours.Zip(_others, (ours, other) => ours / other));

    /// <summary>Runs each once to warm it up, then <paramref name="repetitions"/> times; who is first changes with each.</summary>
    /// <param name="repetitions">How many of each are measured.</param>
    /// <param name="ours">Our work; gives the seconds it took.</param>
    /// <param name="other">The other's; gives the seconds it took.</param>
    public static async Task<Interleaved> RunAsync(int repetitions, Func<Task<double>> ours, Func<Task<double>> other)
    {
        await ours();
        await other();
        var runs = new Interleaved();
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            if (repetition % 2 == 1)
                runs._others.Add(await other());
            runs._ours.Add(await ours());
            if (repetition % 2 == 0)
                runs._others.Add(await other());
        }

        return runs;
    }

    /// <summary>The seconds that some work takes.</summary>
    public static async Task<double> SecondsAsync(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Both medians and what they were taken from.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"medians of {_ours.Count}: {OurSeconds:0.000} s ({_ours.Min():0.000}-{_ours.Max():0.000}) and {OtherSeconds:0.000} s " +
                $"({_others.Min():0.000}-{_others.Max():0.000})"
        );

    private static double Median(IEnumerable<double> seconds)
    {
        var sorted = seconds.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
