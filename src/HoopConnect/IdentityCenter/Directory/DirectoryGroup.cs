namespace HoopConnect.IdentityCenter.Directory;

/// <summary>A group of IAM Identity Center with who is in it now.</summary>
/// <param name="Id">The id in the identity store; it stays when the group is renamed.</param>
/// <param name="DisplayName">The name.</param>
public sealed record DirectoryGroup(string Id, string DisplayName)
{
    /// <summary>Its users, by id. Who left the directory while it was read is not among them.</summary>
    public IReadOnlyList<DirectoryUser> Members { get; init; } = [];
}
