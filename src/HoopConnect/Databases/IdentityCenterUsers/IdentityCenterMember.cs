namespace HoopConnect.Databases.IdentityCenterUsers;

/// <summary>A person of the directory who shall have a user.</summary>
/// <param name="Id">The person's id in the directory, which stays when the name changes: the owner in the user's mark.</param>
/// <param name="UserName">The name, and so the user's: IAM compares its case.</param>
/// <param name="Roles">What the user may do: all of them together.</param>
public sealed record IdentityCenterMember(string Id, string UserName, IReadOnlyList<MemberRole> Roles);
