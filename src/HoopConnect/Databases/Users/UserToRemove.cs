namespace HoopConnect.Databases.Users;

/// <summary>One user to remove.</summary>
/// <param name="UserName">The user, as the server spells it.</param>
/// <param name="OnlyIfExpired">It is removed as an expired one: where the server says at the removal that it is not, it stays.</param>
public sealed record UserToRemove(string UserName, bool OnlyIfExpired);
