namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>A permission on something that a user owns, or that a user gave.</summary>
/// <param name="Owner">The user that owns what it is on; null where that is none of the users asked for.</param>
/// <param name="Giver">The user that gave it; null where that is none of them.</param>
/// <param name="Permission">The permission.</param>
internal sealed record OwnedGrant(string? Owner, string? Giver, Permission Permission);
