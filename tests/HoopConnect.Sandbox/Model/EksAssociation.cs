namespace HoopConnect.Sandbox.Model;

/// <summary>A pod identity association.</summary>
/// <param name="Id"><c>a-...</c>.</param>
/// <param name="Arn">Its ARN.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="ServiceAccount">The service account.</param>
public sealed record EksAssociation(string Id, string Arn, string Namespace, string ServiceAccount)
{
    /// <summary>The role that its pods get.</summary>
    public required string RoleArn { get; set; }

    /// <summary>The token of the call that made it: the same call again makes no second one.</summary>
    public string? RequestToken { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>When it was made, in seconds since 1970.</summary>
    public double Created { get; init; }
}
