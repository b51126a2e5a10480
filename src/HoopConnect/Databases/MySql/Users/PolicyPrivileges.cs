using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>What the privileges of policies are called on a schema of these engines.</summary>
internal static class PolicyPrivileges
{
    /// <summary>In the order a GRANT is read.</summary>
    /// <exception cref="HoopException"><c>SessionUser.CannotGrant</c>.</exception>
    public static IReadOnlyList<string> Of(string userName, GrantRequest grants) =>
        [.. grants.Privileges.Distinct().Order().Select(privilege => Of(privilege, userName, grants))];

    /// <summary>What compares grants with those of a policy, on its schemas as the server spells them.</summary>
    /// <param name="server">The server.</param>
    /// <param name="userName">Whose they are.</param>
    /// <param name="grants">The policy.</param>
    /// <param name="kind">What the account is for.</param>
    public static GrantDifference Difference(ServerReading server, string userName, GrantRequest grants, ManagedKind kind) =>
        new(server, [.. grants.Databases.Select(schema => server.FindSchema(schema) ?? schema).Distinct(StringComparer.Ordinal)],
            Of(userName, grants), serverWide: false, kind);

    private static string Of(GrantPrivilege privilege, string userName, GrantRequest grants) => privilege switch
    {
        GrantPrivilege.Temporary => "CREATE TEMPORARY TABLES",
        // The privilege that truncates is DROP, which drops as well: not what was asked for.
        GrantPrivilege.Truncate => throw new HoopException(
            "SessionUser.CannotGrant", HoopErrorKind.PermissionDenied,
            $"There is no privilege TRUNCATE on this engine, which policy '{grants.Policy}' asks for. Nothing was changed.")
        {
            Target = userName,
            RecommendedAction = "Leave it out; DELETE empties a table as well.",
        },
        _ => privilege.ToString().ToUpperInvariant(),
    };
}
