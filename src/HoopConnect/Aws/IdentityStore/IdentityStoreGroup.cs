namespace HoopConnect.Aws.IdentityStore;

/// <summary>A group (Identity Store API Reference, "Group").</summary>
/// <param name="GroupId">Its id.</param>
/// <param name="DisplayName">Its name; empty where the store knows none.</param>
public sealed record IdentityStoreGroup(string GroupId, string DisplayName);
