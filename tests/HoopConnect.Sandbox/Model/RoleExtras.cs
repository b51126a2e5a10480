namespace HoopConnect.Sandbox.Model;

/// <summary>What a role of one account has beside its trust. Roles themselves are shared by the accounts they are in.</summary>
public sealed class RoleExtras
{
    /// <summary>Its tags.</summary>
    public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>Its inline policies: documents by name.</summary>
    public Dictionary<string, string> InlinePolicies { get; } = new(StringComparer.Ordinal);

    /// <summary>The ARN of its permissions boundary; null for none.</summary>
    public string? PermissionsBoundary { get; set; }

    /// <summary>The ARNs of its managed policies.</summary>
    public List<string> AttachedPolicies { get; } = [];
}
