using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>What shows whose a login is.</summary>
internal static class LoginProof
{
    /// <summary>True where the login is of this kind: by its SID, else by its users.</summary>
    public static bool Shows(ManagedKind kind, ServerLogin login, string name, IReadOnlyList<DatabaseReading> databases) =>
        login.Type == "S" && (LoginSid.KindOf(login.Sid, login.Name) == kind || UsersShow(kind, login, name, databases));

    /// <summary>
    /// True where users of the login have our mark: a login that an earlier version made, or that was adopted, has another SID than ours.
    /// Each database that has a user of it must have the mark: who owns one of them could write it into that one. A mark without a user
    /// of exactly this login came with a restore, or outlived a login that somebody made anew.
    /// </summary>
    private static bool UsersShow(ManagedKind kind, ServerLogin login, string name, IReadOnlyList<DatabaseReading> databases)
    {
        var with = databases.Where(database => database.Principal(name) is { Type: "S" } user && user.HasSid(login.Sid)).ToList();
        return with.Count > 0 && with.All(database => UserMark.Parse(database.Mark(name))?.Kind == kind);
    }
}
