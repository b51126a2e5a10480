using System.Globalization;
using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Jobs;

/// <summary>
/// How long the record of a job is kept after the job has ended: 90 days, or as many as <c>HOOPCONNECT_JOB_DAYS</c> says, with 0 for ever.
/// The record of a job that runs is always kept.
/// </summary>
/// <param name="KeepFor">How long; null for ever.</param>
public sealed record JobRetention(TimeSpan? KeepFor)
{
    private const string Variable = "HOOPCONNECT_JOB_DAYS";
    private const int LongestDays = 36500;

    /// <summary>90 days.</summary>
    public static JobRetention Default { get; } = new(TimeSpan.FromDays(90));

    /// <summary>What the environment of this process says, else the default.</summary>
    /// <exception cref="HoopException"><c>Job.InvalidRetention</c>.</exception>
    public static JobRetention OfUser() => OfUser(Environment.GetEnvironmentVariable);

    /// <summary>As <see cref="OfUser()"/>, with the environment variables read through a function.</summary>
    internal static JobRetention OfUser(Func<string, string?> environment)
    {
        if (environment(Variable) is not { Length: > 0 } text)
            return Default;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days > LongestDays)
        {
            throw JobErrors.InvalidRetention.Error(
                $"{Variable} is '{text}', which is no number of days from 0 to {LongestDays}.",
                text,
                $"Set {Variable} to a number of days, 0 to keep job records for ever, or unset it for {Default.KeepFor!.Value.Days}.");
        }

        return new JobRetention(days == 0 ? null : TimeSpan.FromDays(days));
    }
}
