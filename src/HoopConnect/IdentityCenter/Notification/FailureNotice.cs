using System.Globalization;
using System.Text;
using HoopConnect.Display;

namespace HoopConnect.IdentityCenter.Notification;

/// <summary>One message about all failures of a run, which a person can act on.</summary>
/// <param name="Subject">Printable ASCII on one line, at most 99 characters.</param>
/// <param name="Body">At most 200 kB of UTF-8.</param>
public sealed record FailureNotice(string Subject, string Body)
{
    // Amazon SNS API Reference, "Publish": a subject has less than 100 characters, a message at most 262,144 bytes.
    private const int MaxSubject = 99;
    private const int MaxBody = 200_000;

    /// <summary>Writes the message.</summary>
    /// <param name="failures">What failed; at least one.</param>
    /// <param name="groups">The groups that were synchronised.</param>
    /// <param name="time">When the run ended (UTC).</param>
    public static FailureNotice Of(IReadOnlyList<SyncFailure> failures, IReadOnlyList<string> groups, DateTime time)
    {
        ArgumentNullException.ThrowIfNull(failures);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentOutOfRangeException.ThrowIfZero(failures.Count, nameof(failures));
        var count = failures.Count == 1 ? "1 failure" : string.Create(CultureInfo.InvariantCulture, $"{failures.Count} failures");
        var body = new StringBuilder();
        void Line(string text) => body.Append(text).Append('\n');

        Line($"Synchronising the database users of IAM Identity Center had {count}.");
        Line($"Groups: {(groups.Count == 0 ? "of the events" : string.Join(", ", groups.Select(ForeignText.Escape)))}");
        Line($"Run:    {ShownTime.Second(time)} UTC on {ForeignText.Escape(Environment.MachineName)}");
        var told = 0;
        foreach (var failure in failures)
        {
            var entry = Entry(told + 1, failure);
            if (body.Length + entry.Length > MaxBody / 4)
                break;
            Line("");
            body.Append(entry);
            told++;
        }

        Line("");
        if (told < failures.Count)
            Line(string.Create(CultureInfo.InvariantCulture, $"... and {failures.Count - told} more: the run's own output has them all."));
        Line("What did not fail is done. Once the causes are mended, run Sync-HoopIdentityCenterGroup again: it does what is left.");
        var of = groups.Count == 0 ? "events" : string.Join(", ", groups);
        return new FailureNotice(OfSubject($"HoopConnect: {count} in Identity Center sync of {of}"), body.ToString());
    }

    private static string Entry(int number, SyncFailure failure)
    {
        var entry = new StringBuilder();
        entry.Append(CultureInfo.InvariantCulture, $"{number}. ");
        entry.Append(Place(failure)).Append('\n');
        entry.Append("   Reason: ").Append(Shortened(failure.Reason)).Append('\n');
        if (!string.IsNullOrEmpty(failure.Action))
            entry.Append("   To do:  ").Append(Shortened(failure.Action)).Append('\n');
        return entry.ToString();
    }

    private static string Place(SyncFailure failure) => (failure.UserName, failure.Database) switch
    {
        ({ } user, { } database) => $"User {Shortened(user)} in {Shortened(database)}",
        ({ } user, null) => $"User {Shortened(user)}",
        (null, { } database) => $"Database {Shortened(database)}",
        _ => "The run",
    };

    private static string Shortened(string text)
    {
        var shown = ForeignText.Escape(text);
        return shown.Length <= 2000 ? shown : shown[..2000] + "...";
    }

    private static string OfSubject(string text)
    {
        var ascii = string.Concat(text.Select(letter => letter is >= ' ' and <= '~' ? letter : '?'));
        return ascii.Length <= MaxSubject ? ascii : ascii[..(MaxSubject - 3)] + "...";
    }
}
