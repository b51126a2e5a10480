using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>What became of a user.</summary>
/// <param name="Removal">As it is told.</param>
/// <param name="LoginIsGone">This run dropped the login, or it was gone before and this run dropped what was left of its users.</param>
internal sealed record RemovalResult(UserRemoval Removal, bool LoginIsGone);
