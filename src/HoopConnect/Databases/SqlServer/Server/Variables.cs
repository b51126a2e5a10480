using System.Globalization;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>
/// The values of a query, declared as variables in front of it. The driver's own parameters would load Microsoft.SqlServer.Server (spatial
/// types), an assembly that the module does not carry (build/SqlClient.props).
/// </summary>
internal static class Variables
{
    /// <summary><c>DECLARE @p1 nvarchar(4000) = N'...', @p2 int = 5;</c> and a line end; nothing where there are no values.</summary>
    public static string Declare(IReadOnlyList<object?> values) =>
        values.Count == 0 ? "" : "DECLARE " + string.Join(", ", values.Select((value, i) => $"@p{i + 1} {Declaration(value)}")) + ";\n";

    private static string Declaration(object? value) => value switch
    {
        null => "nvarchar(4000) = NULL",
        string text => $"nvarchar({(text.Length <= 4000 ? "4000" : "max")}) = {Literal.Quote(text)}",
        int number => "int = " + number.ToString(CultureInfo.InvariantCulture),
        byte[] bytes => $"varbinary({(bytes.Length <= 8000 ? "8000" : "max")}) = {Literal.Hex(bytes)}",
        _ => throw new ArgumentException($"A value of type {value.GetType().Name} is not sent to SQL Server.", nameof(value)),
    };
}
