using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>
/// What a request means in one database on each kind of object, in PostgreSQL's words (PostgreSQL documentation, "Privileges").
/// </summary>
/// <param name="Schemas">The schemas in which it gives something.</param>
/// <param name="OnDatabase">CONNECT, and TEMPORARY where asked for.</param>
/// <param name="OnSchemas">USAGE, and CREATE where asked for.</param>
/// <param name="OnTables">The rest, as asked for.</param>
/// <param name="OnSequences">USAGE and SELECT where rows are inserted: without them a serial column refuses the insert.</param>
internal sealed record WantedPrivileges(
    IReadOnlyList<string> Schemas, IReadOnlyList<string> OnDatabase, IReadOnlyList<string> OnSchemas,
    IReadOnlyList<string> OnTables, IReadOnlyList<string> OnSequences)
{
    public static WantedPrivileges Of(GrantRequest grants, string database)
    {
        var asked = grants.Privileges;
        return new WantedPrivileges(
            [.. grants.Scopes.Where(scope => scope.Database == database).Select(scope => scope.Schema).Distinct(StringComparer.Ordinal)],
            asked.Contains(GrantPrivilege.Temporary) ? ["CONNECT", "TEMPORARY"] : ["CONNECT"],
            asked.Contains(GrantPrivilege.Create) ? ["USAGE", "CREATE"] : ["USAGE"],
            [.. asked.Where(privilege => privilege is not (GrantPrivilege.Create or GrantPrivilege.Temporary)).Order()
                .Select(privilege => privilege.ToString().ToUpperInvariant())],
            asked.Contains(GrantPrivilege.Insert) ? ["USAGE", "SELECT"] : []);
    }
}
