namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>Something that keeps a user from being dropped and that nobody can be given in its place without being asked.</summary>
/// <param name="User">The user.</param>
/// <param name="Kind">What it is, for example <c>certificate</c>.</param>
/// <param name="Name">Its name, quoted.</param>
internal sealed record Blocker(string User, string Kind, string Name);
