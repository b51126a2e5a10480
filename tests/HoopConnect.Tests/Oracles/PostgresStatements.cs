using System.Collections.Concurrent;
using System.Diagnostics;
using HoopConnect.Tests.Oracles;

[assembly: AssemblyFixture(typeof(PostgresStatements))]

namespace HoopConnect.Tests.Oracles;

/// <summary>
/// Every statement that any test sends to a PostgreSQL server, held against PostgreSQL's own parser (version 18) at the end of the run: it
/// parses there, or a server refused it as a syntax error too. The driver tells its statements to whoever listens for its activities.
/// </summary>
public sealed class PostgresStatements : IAsyncDisposable
{
    private const string SyntaxError = "42601";

    private readonly ConcurrentDictionary<string, bool> _sent = new(StringComparer.Ordinal);
    private readonly ActivityListener _listener;

    /// <summary>Listens from now on.</summary>
    public PostgresStatements()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = Record,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>How many there are so far.</summary>
    public int Count => _sent.Count;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        if (_sent.IsEmpty || !NodeOracle.Has("libpg-query"))
            return;
        var differences = await DifferencesAsync(_sent.ToArray(), CancellationToken.None);
        if (differences.Count > 0)
        {
            throw new InvalidOperationException(
                $"PostgreSQL 18 does not parse {differences.Count} statements:\n{string.Join("\n\n", differences.Take(10))}");
        }
    }

    /// <summary>The statements that do not parse, and that the server did not call a syntax error (true).</summary>
    internal static async Task<IReadOnlyList<string>> DifferencesAsync(
        IReadOnlyList<KeyValuePair<string, bool>> sent, CancellationToken cancellationToken)
    {
        var answers = await NodeOracle.AskAsync<string?[]>("postgres.cjs", "libpg-query", sent.Select(pair => pair.Key), cancellationToken);
        return
        [
            .. sent.Zip(answers).Where(pair => pair.Second is not null && !pair.First.Value)
                .Select(pair => $"{pair.Second}: {pair.First.Key}"),
        ];
    }

    private void Record(Activity activity)
    {
        if (activity.GetTagItem("db.query.text") is string { Length: > 0 } text)
            _sent[text] = activity.GetTagItem("db.response.status_code") as string == SyntaxError;
    }
}
