namespace HoopConnect.IdentityCenter.Notification;

/// <summary>A failure of a run, as a message tells it.</summary>
/// <param name="UserName">The user; null where it is the database's as a whole.</param>
/// <param name="Database">The database; null where it is the run's as a whole.</param>
/// <param name="Reason">What failed, in a sentence.</param>
/// <param name="Action">What the reader can do about it; null where nothing is known.</param>
public sealed record SyncFailure(string? UserName, string? Database, string Reason, string? Action);
