namespace HoopConnect.Databases.MySql.Server;

/// <summary>The schemas that are the server's own or ours, on which nobody is granted anything.</summary>
internal static class SystemSchemas
{
    // This one has no capitals or small letters on any server.
    private const string Information = "information_schema";

    private static readonly string[] Names = ["mysql", "performance_schema", "sys", "innodb", Ledger.Schema];

    /// <summary>True for a pattern of GRANT that is for one of them, among others or alone.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="takenLiterally">The server takes patterns for names.</param>
    public static bool IsReachedBy(string pattern, bool takenLiterally) =>
        Names.Any(name => Identifier.Matches(pattern, name, takenLiterally));

    /// <summary>True for one of them.</summary>
    /// <param name="schema">A name.</param>
    /// <param name="names">How the server compares names of schemas.</param>
    public static bool Contains(string schema, StringComparer names) =>
        Names.Contains(schema, names) || schema.Equals(Information, StringComparison.OrdinalIgnoreCase);
}
