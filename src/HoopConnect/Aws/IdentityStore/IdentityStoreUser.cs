namespace HoopConnect.Aws.IdentityStore;

/// <summary>A user (Identity Store API Reference, "User").</summary>
/// <param name="UserId">The id.</param>
/// <param name="UserName">The name the user logs in with; empty where the store knows none.</param>
public sealed record IdentityStoreUser(string UserId, string UserName)
{
    /// <summary>The name for people; null where there is none.</summary>
    public string? DisplayName { get; init; }

    /// <summary><c>ENABLED</c> or <c>DISABLED</c>; null where the answer has none.</summary>
    public string? UserStatus { get; init; }

    /// <summary>Issuer and id of each identity provider that knows the user.</summary>
    public IReadOnlyList<(string Issuer, string Id)> ExternalIds { get; init; } = [];
}
