using System.Text.RegularExpressions;
using HoopConnect.Planning;
using HoopConnect.Secrets;
using Npgsql;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>
/// All that the server says to a failure: the message, the DETAIL (what depends on it, which key is there already) and the HINT. It can
/// repeat what it was sent, so a password or what is stored of one is a hole.
/// </summary>
internal static partial class ServerWords
{
    // Far more than a server writes (it lists at most 100 objects of a kind in a DETAIL).
    private const int MaxLength = 16 * 1024;

    public static string Of(PostgresException error, Secret password) => Of(error.MessageText, error.Detail, error.Hint, password);

    public static string Of(PostgresNotice notice, Secret password) => Of(notice.MessageText, notice.Detail, notice.Hint, password);

    private static string Of(string message, string? detail, string? hint, Secret password)
    {
        var words = Line(message);
        if (!string.IsNullOrWhiteSpace(detail))
            words += ": " + Line(detail);
        if (!string.IsNullOrWhiteSpace(hint))
            words += ". Hint: " + Line(hint);
        return StoredPassword().Replace(password.HideIn(words), PlanStep.Hole);
    }

    // A DETAIL is a list with a line for each object; whoever names the failure ends the sentence.
    private static string Line(string text)
    {
        var line = string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).TrimEnd('.');
        return line.Length <= MaxLength ? line : line[..MaxLength] + "...";
    }

    // What a statement that sets a password carries: SCRAM verifiers, MD5 hashes.
    [GeneratedRegex(@"'?(SCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+|md5[0-9a-f]{32})'?")]
    private static partial Regex StoredPassword();
}
