using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>What the privileges of policies are called on a schema of these engines.</summary>
internal static class PolicyPrivileges
{
    /// <summary>What compares grants with those of a policy, on its schemas as the server spells them.</summary>
    /// <param name="server">The server.</param>
    /// <param name="userName">Whose they are.</param>
    /// <param name="grants">The policy.</param>
    /// <param name="kind">What the account is for.</param>
    /// <param name="cannotGrant">The failure of that kind for what this engine has no privilege for.</param>
    /// <exception cref="HoopException">That failure.</exception>
    public static GrantDifference Difference(
        ServerReading server, string userName, GrantRequest grants, ManagedKind kind, ErrorDefinition cannotGrant) =>
        new(server, [.. grants.Databases.Select(schema => server.FindSchema(schema) ?? schema).Distinct(StringComparer.Ordinal)],
            [.. Of(userName, grants, cannotGrant)], serverWide: false, kind);

    /// <summary>The privileges of a policy, in the order a GRANT is read.</summary>
    /// <exception cref="HoopException">That failure.</exception>
    public static IEnumerable<string> Of(string userName, GrantRequest grants, ErrorDefinition cannotGrant) =>
        grants.Privileges.Distinct().Order().Select(privilege => Of(privilege, userName, grants, cannotGrant));

    private static string Of(
        GrantPrivilege privilege, string userName, GrantRequest grants, ErrorDefinition cannotGrant) => privilege switch
    {
        GrantPrivilege.Temporary => "CREATE TEMPORARY TABLES",
        // The privilege that truncates is DROP, which drops as well: not what was asked for.
        GrantPrivilege.Truncate => throw cannotGrant.Error(
            $"There is no privilege TRUNCATE on this engine, which policy '{grants.Policy}' asks for. Nothing was changed.", userName,
            "Leave it out; DELETE empties a table as well."),
        _ => privilege.ToString().ToUpperInvariant(),
    };
}
