using System.Globalization;
using System.Text;

namespace HoopConnect.Bench.Roles;

/// <summary>
/// One <c>psql</c> after the other: the server's statements, then for each database what is read, changed and read again.
/// </summary>
internal sealed class PlainPsql(PostgresFarm farm, IReadOnlyList<RecordedSession> plan, IReadOnlyList<RecordedSession> apply)
{
    private readonly Dictionary<string, string> _environment = new()
    {
        ["PGHOST"] = farm.Server.Host,
        ["PGPORT"] = farm.Server.Port.ToString(CultureInfo.InvariantCulture),
        ["PGUSER"] = farm.Server.MasterLogin.UserName,
        ["PGPASSWORD"] = farm.Server.MasterLogin.Password,
        ["PGSSLMODE"] = "verify-full",
        ["PGSSLROOTCERT"] = farm.Server.CaFile,
        ["PGGSSENCMODE"] = "disable",
    };

    /// <summary>The database of each program and what it runs.</summary>
    public IReadOnlyList<(string Database, string Script)> Scripts { get; } = plan.Concat(apply)
        .GroupBy(session => session.Settings.Database ?? "", StringComparer.Ordinal)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => (group.Key.Length == 0 ? "postgres" : group.Key, Script(group.SelectMany(session => session.Operations))))
        .ToList();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var (database, script) in Scripts)
            await Programs.RunAsync(
                "psql",
                ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", "-"],
                _environment,
                script,
                cancellationToken);
    }

    private static string Script(IEnumerable<Operation> operations)
    {
        var script = new StringBuilder();
        foreach (var operation in operations)
        {
            if (operation.Query is { } query)
            {
                for (var number = 0; number < operation.Values.Count; number++)
                    query = query.Replace(
                        "$" + (number + 1).ToString(CultureInfo.InvariantCulture),
                        Literal(operation.Values[number]),
                        StringComparison.Ordinal);
                script.Append(query).Append(";\n");
            }

            if (operation.Statements.Count > 0)
                script.Append("BEGIN;\n").AppendJoin(";\n", operation.Statements).Append(";\nCOMMIT;\n");
        }

        return script.ToString();
    }

    private static string Literal(object? value) => value is string[] names
        ? $"ARRAY[{string.Join(", ", names.Select(name => $"'{name}'"))}]::text[]"
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
