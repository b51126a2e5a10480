using System.Text.RegularExpressions;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>
/// A query of the catalog about principals whose names are parameters. The server compares them, as its collation does, and says of each
/// row which name it is for: two names that we see as different may be the same login, and the other way round.
/// </summary>
/// <param name="Text">The query.</param>
/// <param name="Values">Its parameters.</param>
internal sealed partial record CatalogQuery(string Text, IReadOnlyList<object?> Values)
{
    /// <summary>
    /// Puts parameters into the places that a file has for them: <c>@users</c>, <c>@names</c> (the users and the others) and <c>@sids</c>
    /// for lists, <c>@index(x)</c> for the place of x among the names.
    /// </summary>
    public static CatalogQuery Of(string sql, PrincipalQuery principals)
    {
        var names = principals.Names;
        // A list has at least one member; this is nobody's SID.
        var sids = principals.Sids.DefaultIfEmpty([]).ToList();
        var text = Lists().Replace(sql, match => match.Groups[1].Value switch
        {
            "users" => Range(0, principals.Users.Count),
            "names" => Range(0, names.Count),
            _ => Range(names.Count, sids.Count),
        });
        text = Index().Replace(text, match =>
            $"CASE {match.Groups[1].Value} {string.Join(' ', names.Select((_, i) => $"WHEN {Parameter(i)} THEN {i}"))} END");
        return new CatalogQuery(text, sql.Contains("@sids", StringComparison.Ordinal) ? [.. names, .. sids] : [.. names]);
    }

    private static string Range(int start, int count) => string.Join(", ", Enumerable.Range(start, count).Select(Parameter));

    private static string Parameter(int index) => $"@p{index + 1}";

    [GeneratedRegex(@"@(users|names|sids)\b")]
    private static partial Regex Lists();

    [GeneratedRegex(@"@index\(((?:[^()]|\([^()]*\))+)\)")]
    private static partial Regex Index();
}
