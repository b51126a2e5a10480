using HoopConnect.Databases.SqlServer.Server;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>
/// Who gets what a removed user owns in a database. Never the master: a module with EXECUTE AS OWNER that the user made would run with the
/// master's rights from then on. A user without a login takes it, who may nothing else, unless the caller names another one.
/// </summary>
/// <param name="Name">The user.</param>
internal sealed record NewOwner(string Name)
{
    /// <summary>The user without a login.</summary>
    public const string Ours = "hoop_removed";

    private const string Description =
        "managed by HoopConnect: owns what removed users owned. Nobody logs in as it, and it is given nothing else.";

    /// <summary>The statements that make it; none where it is there.</summary>
    public IReadOnlyList<string> Create { get; init; } = [];

    /// <summary>Finds or plans the new owner.</summary>
    /// <param name="reading">The database; <see cref="Ours"/> and the named user must have been asked for.</param>
    /// <param name="user">The user that goes.</param>
    /// <param name="named">The user that the caller names; null for ours.</param>
    /// <param name="problem">Why there is none; null where there is one.</param>
    public static NewOwner? In(DatabaseReading reading, string user, string? named, out string? problem)
    {
        problem = null;
        if (named is not null)
        {
            var more = MoreThan(reading, user, named);
            if (reading.Principal(named) is not null && more is null)
                return new NewOwner(named);
            problem = more is not null
                ? $"'{named}' has {more} here and the user has not: modules with EXECUTE AS OWNER would run with it; the user stays"
                : $"there is no user '{named}' in the database that could take over what the user owns: it stays";
            return null;
        }

        if (reading.Principal(Ours) is not { } owner)
        {
            return new NewOwner(Ours)
            {
                Create =
                [
                    $"CREATE USER {Identifier.Quote(Ours)} WITHOUT LOGIN;",
                    $"EXEC sys.sp_addextendedproperty @name = N'HoopConnect', @value = {Literal.Quote(Description)}, "
                    + $"@level0type = N'USER', @level0name = {Literal.Quote(Ours)};",
                ],
            };
        }

        if (owner is { Type: "S", AuthenticationType: 0 } && reading.Memberships.All(membership => membership.User != Ours)
            && reading.Permissions.All(permission => permission.Grantee != Ours || permission.IsConnect))
        {
            return new NewOwner(Ours);
        }

        problem = $"'{Ours}', who would get what the user owns, is no user without a login and without rights here: it stays. "
            + "Put that right, or name another with -ReassignTo";
        return null;
    }

    /// <summary>What the named user may do in the database that the user could not; null for nothing.</summary>
    private static string? MoreThan(DatabaseReading reading, string user, string named)
    {
        var roles = reading.Memberships.Where(membership => membership.User == user).Select(membership => membership.Role);
        var role = reading.Memberships.Where(membership => membership.User == named).Select(membership => membership.Role)
            .Except(roles, StringComparer.OrdinalIgnoreCase).FirstOrDefault();
        if (role is not null)
            return $"the role {Identifier.Quote(role)}";
        var held = reading.Permissions.Where(permission => permission.Grantee == user)
            .Select(permission => permission with { Grantee = named, Grantor = "" }).ToHashSet();
        var right = reading.Permissions.FirstOrDefault(permission => permission.Grantee == named && !permission.IsConnect
            && permission.State is ("G" or "W") && !held.Contains(permission with { Grantor = "" }));
        return right is null ? null : $"the permission {right.Name}";
    }
}
