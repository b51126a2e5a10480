using HoopConnect.Databases.SqlServer.Server;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>A user that is to go.</summary>
/// <param name="Name">The name of the login and of its users.</param>
/// <param name="Login">The login; null where it is gone already, and only users of it are left.</param>
/// <param name="IsMarked">
/// The login has our SID: it goes last, so that a removal that was cut off is known as ours to its end. Without it only its users show
/// whose it is: then it goes before them, and what is left of them is ours by their own marks.
/// </param>
internal sealed record UserToClear(string Name, ServerLogin? Login, bool IsMarked)
{
    /// <summary>Why the login that the caller named may not get a database that this one owns; null where it may.</summary>
    public string? WhyNoDatabase { get; init; }

    /// <summary>As plans name it.</summary>
    public string Target => $"login {Identifier.Quote(Name)}";
}
