using HoopConnect.Secrets;

namespace HoopConnect.Credentials.Passwords;

/// <summary>A stored password that logs in.</summary>
/// <param name="Login">User and password.</param>
/// <param name="Source">Current, pending or previous.</param>
/// <param name="EntryName">The vault entry it was found in.</param>
public sealed record FoundPassword(DatabaseLogin Login, PasswordSource Source, string EntryName);
