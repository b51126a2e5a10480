namespace HoopConnect.IamAuthentication.Policies;

/// <summary>A policy document. As text it is the document, so that it can be piped into a file.</summary>
public sealed record IamPolicy
{
    /// <summary>What it is for.</summary>
    public required PolicyKind Kind { get; init; }

    /// <summary>The name of the policy; of a trust policy, that of its role.</summary>
    public required string Name { get; init; }

    /// <summary>Where it goes.</summary>
    public required PolicyUse Use { get; init; }

    /// <summary>The partition of its ARNs: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>.</summary>
    public required string Partition { get; init; }

    /// <summary>The document (JSON); the same request gives the same text.</summary>
    public required string Document { get; init; }

    /// <summary>How many characters of it IAM counts: all but white space.</summary>
    public required int Size { get; init; }

    /// <summary>The ARN of the role or managed policy where it was put in place; null where it was not, or is an inline policy.</summary>
    public string? Arn { get; init; }

    /// <summary>The role whose inline policy it is, or which the managed policy is attached to; null for none.</summary>
    public string? RoleName { get; init; }

    /// <summary>Whether putting it in place changed anything; null where it was not asked for.</summary>
    public bool? Changed { get; init; }

    /// <summary>The document.</summary>
    public override string ToString() => Document;
}
