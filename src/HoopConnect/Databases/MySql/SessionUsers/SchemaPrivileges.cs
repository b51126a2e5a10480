using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>What the privileges of policies are called on a schema of these engines.</summary>
internal static class SchemaPrivileges
{
    /// <summary>In the order a GRANT is read.</summary>
    /// <exception cref="HoopException"><c>SessionUser.CannotGrant</c>.</exception>
    public static IReadOnlyList<string> Of(SessionUserRequest request) => [.. request.Privileges.Distinct().Order().Select(privilege => Of(privilege, request))];

    private static string Of(GrantPrivilege privilege, SessionUserRequest request) => privilege switch
    {
        GrantPrivilege.Temporary => "CREATE TEMPORARY TABLES",
        // The privilege that truncates is DROP, which drops as well: not what was asked for.
        GrantPrivilege.Truncate => throw new HoopException("SessionUser.CannotGrant", HoopErrorKind.NotImplemented, $"There is no privilege TRUNCATE on this engine, which policy '{request.Policy}' asks for. Nothing was changed.")
        {
            Target = request.UserName,
            RecommendedAction = "Leave it out; DELETE empties a table as well.",
        },
        _ => privilege.ToString().ToUpperInvariant(),
    };
}
