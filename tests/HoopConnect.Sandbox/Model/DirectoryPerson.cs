namespace HoopConnect.Sandbox.Model;

/// <summary>A user of the identity store.</summary>
/// <param name="Id">The id.</param>
public sealed record DirectoryPerson(string Id)
{
    /// <summary>The name the user logs in with.</summary>
    public required string UserName { get; set; }

    /// <summary>The name for people.</summary>
    public string? DisplayName { get; set; }

    /// <summary>Issuer and id of each provider.</summary>
    public List<(string Issuer, string Id)> ExternalIds { get; } = [];

    /// <summary>ENABLED or DISABLED; null: answers have no status, as those of AWS's older models.</summary>
    public string? Status { get; set; }
}
