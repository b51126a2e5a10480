using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>Why a user is not touched at all.</summary>
internal static class RemovalRefusal
{
    /// <summary>Null for a user that may be removed.</summary>
    public static UserRemoval? Of(UserToRemove user, ServerRole role, UserTraces traces, ServerReading server, bool adopt)
    {
        var master = Identifier.Quote(server.Master);
        var name = Identifier.Quote(role.Name);
        if (SessionUserNameRule.HashOf(role.Name) is null || role.Name == server.Master)
            return Refused("NotASessionUser", "its name is not one of a session user");
        if (role.Superuser)
            return Refused("Superuser", "it is a superuser, which no session user is");
        if (!adopt && ManagedMark.Parse(role.Comment)?.Kind != ManagedKind.Session)
            return Refused("NotOurs", "it does not bear the mark of HoopConnect; a user that the product this follows left behind is taken with -Adopt");
        if (user.OnlyIfExpired && !role.Expired)
            return new UserRemoval(role.Name, UserRemovalState.InUse, [Finding("InUse", "it was expired when it was listed, and is not any more")]);
        if (!role.Administered || !(traces.Usable || traces.Joinable))
        {
            return new UserRemoval(role.Name, UserRemovalState.Failed,
                [Finding("NotAdministered", $"{master} cannot act for it; who made it, or a superuser, runs: GRANT {name} TO {master} WITH ADMIN OPTION")]);
        }

        return null;

        UserRemoval Refused(string reason, string message) => new(role.Name, UserRemovalState.Refused, [Finding(reason, message)]);

        Finding Finding(string reason, string message) => new(null, $"role {name}", reason, message);
    }
}
