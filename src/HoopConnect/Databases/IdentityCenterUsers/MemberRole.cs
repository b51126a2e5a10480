using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.IdentityCenterUsers;

/// <summary>What members of a group are given: one of the three hoop roles, a role of the server, or the privileges of a policy.</summary>
/// <param name="Name">The role's name on the server, or the policy's.</param>
public sealed record MemberRole(string Name)
{
    /// <summary>Which of the hoop roles it is; null for another role and for a policy.</summary>
    public RoleKind? Kind => Policy is not null ? null
        : RoleNames.All.Where(kind => kind.RoleName() == Name).Cast<RoleKind?>().FirstOrDefault();

    /// <summary>The privileges; null for a role.</summary>
    public GrantRequest? Policy { get; init; }

    /// <summary>The engine family that a policy is for; null for a role, which any server may have.</summary>
    public string? Family { get; init; }

    /// <inheritdoc/>
    public bool Equals(MemberRole? other) =>
        other is not null && Name == other.Name && Policy is null == other.Policy is null && Family == other.Family;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Policy is null, Family);

    /// <inheritdoc/>
    public override string ToString() => Policy is null ? Name : $"policy {Name}";
}
