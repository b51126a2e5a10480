namespace HoopConnect.IdentityCenter.Directory;

/// <summary>A user of IAM Identity Center, as its identity store describes it now.</summary>
/// <param name="Id">The id in the identity store; it stays when the user is renamed.</param>
/// <param name="UserName">The name the user logs in with, exactly as the store spells it; empty where the store knows none.</param>
public sealed record DirectoryUser(string Id, string UserName)
{
    /// <summary>The name for people; null where there is none.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The ids that identity providers gave the user.</summary>
    public IReadOnlyList<DirectoryExternalId> ExternalIds { get; init; } = [];

    /// <summary>Whether the user may log in; null where the store did not say: then it is neither.</summary>
    public bool? IsEnabled { get; init; }
}
