using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>
/// What stands under the ledger's name. It is looked at before each use: a view, or a table with a trigger, that somebody else put
/// there would run code of his, and a view's may run with the rights of whoever reads it.
/// </summary>
/// <param name="IsThere">Something stands there.</param>
/// <param name="Problem">Why it is not the table that we make; null where it is, and where nothing is there.</param>
internal sealed record LedgerReading(bool IsThere, string? Problem)
{
    /// <summary>There is no ledger, or none is needed.</summary>
    public static readonly LedgerReading None = new(false, null);

    private static readonly (string Name, string Type, string Collation)[] Columns =
        [("user", "varchar(128)", "utf8mb4_bin"), ("host", "varchar(255)", "ascii_bin"), ("expires", "datetime(6)", ""),
            ("mark", "text", "utf8mb4_bin")];

    /// <summary>From the rows of <see cref="Ledger.Inspect"/>.</summary>
    public static LedgerReading Of(IReadOnlyList<object?[]> rows) => rows.Count == 0 ? None : new LedgerReading(true, ProblemOf(rows));

    /// <summary>Refuses what is not ours.</summary>
    /// <exception cref="HoopException"><c>Ledger.NotOurs</c>.</exception>
    public void Check(ConnectionSettings settings)
    {
        if (Problem is not null)
            throw NotOurs(settings, Problem);
    }

    /// <summary>The failure of a statement that found another thing under the ledger's name than was looked at.</summary>
    public static HoopException Swapped(ConnectionSettings settings) =>
        NotOurs(settings, "since it was looked at somebody has put a view, or a table without its key, in its place");

    private static HoopException NotOurs(ConnectionSettings settings, string problem) => LedgerErrors.NotOurs.Error(
        $"{Ledger.Schema}.{Ledger.TableName} at {settings.Host}:{settings.Port} is not the table in which HoopConnect writes its " +
            $"users down: {problem}. It was neither read nor written.",
        settings.ToString(),
        "Find out who put it there and why. When an administrator has renamed or dropped it, the table is made again by the " +
            "next run.");

    private static string? ProblemOf(IReadOnlyList<object?[]> rows)
    {
        var table = rows[0].Select(ServerValue.Text).ToArray();
        if (table[0] != "BASE TABLE")
            return $"it is a {table[0]}";
        if (!table[1].Equals("InnoDB", StringComparison.OrdinalIgnoreCase)
            || table[3].Contains("partitioned", StringComparison.OrdinalIgnoreCase))
            return $"it is kept by {table[1]}{(table[3].Length > 0 ? $" ({table[3]})" : "")} and not as a plain InnoDB table";
        if (!table[2].Contains("HoopConnect", StringComparison.Ordinal))
            return $"its comment is '{table[2]}'";
        if (table[8] != "0")
            return "it has triggers";
        var columns = rows
            .Select(row => (Name: ServerValue.Text(row[4]), Type: ServerValue.Text(row[5]), Collation: ServerValue.Text(row[6]))).ToArray();
        if (!columns.SequenceEqual(Columns) || rows.Any(row => ServerValue.Text(row[7]).Length > 0))
            return $"its columns are {string.Join(", ", columns.Select(column => $"{column.Name} {column.Type}"))}";
        return null;
    }
}
