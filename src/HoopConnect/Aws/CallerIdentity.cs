namespace HoopConnect.Aws;

/// <summary>Who AWS says we are.</summary>
/// <param name="AccountId">12 digits.</param>
/// <param name="Arn">The ARN of the user or assumed role.</param>
/// <param name="UserId">The unique id.</param>
public sealed record CallerIdentity(string AccountId, string Arn, string UserId)
{
    /// <summary>The name at the end of the ARN: the user's, or the session's of an assumed role.</summary>
    /// <remarks>See <see cref="NameIsChosen"/>.</remarks>
    public string Name => Arn[(Arn.LastIndexOfAny(['/', ':']) + 1)..];

    /// <summary>
    /// True where the name is the session's of a role, which whoever assumes the role gives it: of every role but those of IAM Identity
    /// Center, which names the session after its user.
    /// </summary>
    public bool NameIsChosen => Arn.Contains(":assumed-role/", StringComparison.Ordinal) && IdentityCenterUserName is null;

    /// <summary>
    /// The user of IAM Identity Center whose session of a permission set it is, as the directory spells the name; null for all others.
    /// </summary>
    public string? IdentityCenterUserName => Arn.Contains(":assumed-role/AWSReservedSSO_", StringComparison.Ordinal) ? Name : null;
}
