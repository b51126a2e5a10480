namespace HoopConnect.Sandbox.Model;

/// <summary>A managed policy of an account.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arn">Its ARN.</param>
public sealed record ManagedPolicy(string Name, string Arn)
{
    /// <summary>ANPA...</summary>
    public string PolicyId { get; } = "ANPA" + AccessKeys.RandomId(17);

    /// <summary>Its tags.</summary>
    public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>Its versions, the oldest first.</summary>
    public List<PolicyVersion> Versions { get; } = [];

    /// <summary>The version that holds.</summary>
    public string DefaultVersionId { get; set; } = "v1";

    /// <summary>How many versions there ever were: their numbers are never given twice.</summary>
    public int VersionsMade { get; set; }

    /// <summary>A version of it.</summary>
    public sealed record PolicyVersion(string VersionId, string Document, DateTime Created);
}
