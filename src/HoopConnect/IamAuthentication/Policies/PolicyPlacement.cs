namespace HoopConnect.IamAuthentication.Policies;

/// <summary>Where a policy is to be put in place.</summary>
public sealed record PolicyPlacement
{
    /// <summary>The account; null for the caller's own.</summary>
    public string? AccountId { get; init; }

    /// <summary>
    /// The role that is given the policy; null for a managed policy that is attached to nothing. A trust policy is its own role's.
    /// </summary>
    public string? RoleName { get; init; }

    /// <summary>Whether a role is given a managed policy where it could have an inline one.</summary>
    public bool IsManaged { get; init; }

    /// <summary>Whether a role or managed policy of that name that we did not make is taken over.</summary>
    public bool Adopt { get; init; }
}
