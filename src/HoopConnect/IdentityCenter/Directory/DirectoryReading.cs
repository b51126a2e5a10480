namespace HoopConnect.IdentityCenter.Directory;

/// <summary>What the directory said at one time.</summary>
/// <param name="IdentityStoreId">The identity store: <c>d-</c> and ten hexadecimal digits, or a UUID.</param>
/// <param name="Groups">One group for each that was asked for, in that order.</param>
/// <param name="Time">When the reading began (UTC): what happened later may not be in it.</param>
public sealed record DirectoryReading(string IdentityStoreId, IReadOnlyList<DirectoryGroup> Groups, DateTime Time);
