using System.Collections.Concurrent;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace HoopConnect.Tests.Databases.SqlServer;

/// <summary>Reads T-SQL with Microsoft's own parsers, of SQL Server 2016 to 2022: what they take is T-SQL, whatever it does.</summary>
internal static class TransactSql
{
    private static readonly ConcurrentDictionary<string, string?> Read = new(StringComparer.Ordinal);

    /// <summary>What is wrong with a batch; null where nothing is.</summary>
    public static string? ErrorIn(string batch) => Read.GetOrAdd(batch, text =>
    {
        TSqlParser[] parsers = [new TSql130Parser(true), new TSql140Parser(true), new TSql150Parser(true), new TSql160Parser(true)];
        foreach (var parser in parsers)
        {
            using var reader = new StringReader(text);
            parser.Parse(reader, out var errors);
            if (errors.Count > 0)
                return $"{parser.GetType().Name}, line {errors[0].Line}, column {errors[0].Column}: {errors[0].Message}\n{text}";
        }

        return null;
    });
}
