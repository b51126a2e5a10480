using System.Globalization;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>
/// Who gets what a removed user owns in a database. Never the master: code that the user wrote would run with the master's rights from then
/// on. A user without a login takes it, one for each removed user, so that nobody's code reaches what another user left; or one that the
/// caller names and that can do no more than the user could.
/// </summary>
/// <param name="Name">The user.</param>
internal sealed record NewOwner(string Name)
{
    /// <summary>What the names of ours begin with; the removed user's number and the second it was made in follow.</summary>
    public const string Prefix = "hoop_removed_";

    private const string MarkStart = "managed by HoopConnect: owns what ";

    /// <summary>The statements that make it; none where it is there.</summary>
    public IReadOnlyList<string> Create { get; init; } = [];

    /// <summary>The mark of the one of ours that takes what a user leaves.</summary>
    public static string Mark(string user) =>
        $"{MarkStart}the removed user {Identifier.Quote(user)} owned. Nobody logs in as it, and it is given nothing else.";

    /// <summary>True for one that we made and that is as we made it.</summary>
    public static bool IsOurs(RemovedOwner owner) =>
        owner is { IsWithoutLogin: true, Rights: 0, Mark: { } mark } && mark.StartsWith(MarkStart, StringComparison.Ordinal);

    /// <summary>Finds or plans the new owner.</summary>
    /// <param name="reading">The database; the named user must have been asked for.</param>
    /// <param name="user">The user that goes.</param>
    /// <param name="request">Whom the caller names; null for ours.</param>
    /// <param name="withCode">Code is handed on too.</param>
    /// <param name="problem">Why there is none; null where there is one.</param>
    public static NewOwner? In(
        DatabaseReading reading, DatabasePrincipal user, UserRemovalRequest request, bool withCode, out string? problem)
    {
        problem = request.ReassignTo is { } named ? WhyNot(reading, user.AskedName!, named, request, withCode) : null;
        return problem is not null ? null
            : request.ReassignTo is { } willing ? new NewOwner(willing)
            : Ours(reading, user, out problem);
    }

    private static NewOwner? Ours(DatabaseReading reading, DatabasePrincipal user, out string? problem)
    {
        var name = Prefix + string.Create(CultureInfo.InvariantCulture, $"{user.Id}_{user.Made}");
        var there = reading.RemovedOwners.FirstOrDefault(owner => owner.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        var mark = Mark(user.AskedName!);
        problem = reading.IsBabelfish
            ? "Babelfish has no users without a login that could own what the user owns: it stays. Name another with -ReassignTo"
            : there is null || (IsOurs(there) && there.Mark == mark) ? null
            : $"'{name}', who would get what the user owns, is no user without a login and without rights here that HoopConnect made for "
                + "it: the user stays. Put that right, or name another with -ReassignTo";
        if (problem is not null)
            return null;
        return there is not null ? new NewOwner(there.Name) : new NewOwner(name)
        {
            Create =
            [
                $"CREATE USER {Identifier.Quote(name)} WITHOUT LOGIN;",
                $"DENY CONNECT TO {Identifier.Quote(name)};",
                $"EXEC sys.sp_addextendedproperty @name = N'HoopConnect', @value = {Literal.Quote(mark)}, "
                + $"@level0type = N'USER', @level0name = {Literal.Quote(name)};",
            ],
        };
    }

    private static string? WhyNot(DatabaseReading reading, string user, string named, UserRemovalRequest request, bool withCode)
    {
        if (reading.Principal(named) is not { Type: not ("R" or "A") } owner
            || request.Users.Any(goes => goes.UserName.Equals(named, StringComparison.OrdinalIgnoreCase)))
            return $"there is no user '{named}' in the database that could take over what the user owns: it stays";
        var more = owner.Name == "dbo" || owner.Name.Equals(reading.MasterUser, StringComparison.OrdinalIgnoreCase)
            ? "the rights of who owns the database, or is logged in,"
            : MoreThan(reading, user, named) ?? (withCode && owner.Owns > 0 ? "things of its own" : null);
        return more is null ? null
            : $"'{named}' has {more} here and the user has not: code would run with it; the user stays";
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
