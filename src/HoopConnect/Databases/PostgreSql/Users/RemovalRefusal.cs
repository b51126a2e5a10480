using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>Why a user is not touched at all.</summary>
internal static class RemovalRefusal
{
    /// <summary>What is said of a user that was expired and is not any more.</summary>
    public const string NoLongerExpired = "it was expired when it was listed, and is not any more";

    /// <summary>Null for a user that may be removed.</summary>
    public static UserRemoval? Of(UserToRemove user, ServerRole role, UserTraces traces, ServerReading server, UserRemovalRequest request)
    {
        var master = Identifier.Quote(server.Master);
        var name = Identifier.Quote(role.Name);
        if (request.Kind == ManagedKind.Session && (SessionUserNameRule.HashOf(role.Name) is null || role.Name == server.Master))
            return Refused("NotASessionUser", "its name is not one of a session user");
        if (role.Name == server.Master)
            return Refused("IsMaster", "it is who is logged in here");
        // A role of ours that was given SUPERUSER goes like the others where the master is one too, and is out of its reach where not.
        if (role.Superuser && request.Kind != ManagedKind.Role)
            return Refused("Superuser", $"it is a superuser, and {request.Kind.OneOf()} never is");
        if (NotOurs(role, request) is { } whose)
            return Refused("NotOurs", whose);
        if (user.OnlyIfExpired && !role.Expired)
            return new UserRemoval(role.Name, UserRemovalState.InUse, [Finding("InUse", NoLongerExpired)]);
        if (!role.Administered || !(traces.Usable || traces.Joinable))
            return NotReached($"{master} cannot act for it; who made it, or a superuser, runs: GRANT {name} TO {master} WITH ADMIN OPTION");
        if (!server.MasterLogsInByToken && ByToken(role, traces).FirstOrDefault(membership => !membership.Revocable) is { } byToken)
        {
            return NotReached($"{master} must become a member of it and would then log in by token only, as it does; "
                + $"{Identifier.Quote(byToken.Grantor ?? "a superuser")} runs: {byToken.ToRevoke(role.Name, membershipOptions: false)}");
        }

        return null;

        UserRemoval NotReached(string message) => new(role.Name, UserRemovalState.Failed, [Finding("NotAdministered", message)]);

        UserRemoval Refused(string reason, string message) => new(role.Name, UserRemovalState.Refused, [Finding(reason, message)]);

        Finding Finding(string reason, string message) => new(null, $"role {name}", reason, message);
    }

    /// <summary>What makes it log in by token, where the master has to become a member of it.</summary>
    public static IEnumerable<RoleMembership> ByToken(ServerRole role, UserTraces traces) =>
        traces.Usable ? [] : role.Memberships.Where(membership => membership.LogsInByToken);

    private static string? NotOurs(ServerRole role, UserRemovalRequest request) =>
        role.Mark is { } mark
            ? mark.Kind == request.Kind || (request.Adopt && request.Kind == ManagedKind.Role) ? null
                : $"it {mark.MadeBy()}, and goes only as such"
        : request is { Adopt: true, Kind: ManagedKind.Role or ManagedKind.Session } ? null
        : request.Kind == ManagedKind.Role ? "it does not bear the mark of HoopConnect; such a role is taken with -Adopt"
        : request.Kind != ManagedKind.Session ? "it does not bear the mark of HoopConnect"
        : "it does not bear the mark of HoopConnect; a user that Hoop itself left behind is taken with -Adopt";
}
