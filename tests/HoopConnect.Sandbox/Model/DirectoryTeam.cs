namespace HoopConnect.Sandbox.Model;

/// <summary>A group of the identity store.</summary>
/// <param name="Id">The id.</param>
public sealed record DirectoryTeam(string Id)
{
    /// <summary>The name.</summary>
    public required string DisplayName { get; set; }

    /// <summary>The ids of the users in it, the earliest first.</summary>
    public List<string> Members { get; } = [];
}
