using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>
/// The mark of a user of ours in a database: an extended property of the database, <c>HoopConnect.&lt;user&gt;</c>. It tells a reader of
/// the database what the user is for. Of a login it proves something only where the login has no SID of ours, since who owns a database
/// can write it.
/// </summary>
internal static class UserMark
{
    private const string Earlier = "managed by HoopConnect";

    /// <summary>The mark in the property's value; null for a text that is none.</summary>
    public static ManagedMark? Parse(string? text) =>
        text == Earlier ? new ManagedMark(ManagedKind.Role) { IsOutdated = true } : ManagedMark.Parse(text);

    public static string Add(ManagedKind kind, string user) => $"EXEC sys.sp_addextendedproperty {Name(user)}, {Value(kind)};";

    public static string Update(ManagedKind kind, string user) => $"EXEC sys.sp_updateextendedproperty {Name(user)}, {Value(kind)};";

    public static string Drop(string user) => $"EXEC sys.sp_dropextendedproperty {Name(user)};";

    private static string Name(string user) => $"@name = {Literal.Quote("HoopConnect." + user)}";

    private static string Value(ManagedKind kind) => $"@value = {Literal.Quote(new ManagedMark(kind).ToText())}";
}
