namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>A user that bears the name of one that owns what a removed user owned, whoever made it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsWithoutLogin">It is a user, and nobody can log in as it.</param>
/// <param name="Mark">Our mark on it, or what stands in its place; null for none.</param>
/// <param name="Rights">The roles and permissions that it has, and the permissions that others have on it.</param>
/// <param name="Owns">How much it owns.</param>
internal sealed record RemovedOwner(string Name, bool IsWithoutLogin, string? Mark, int Rights, int Owns);
