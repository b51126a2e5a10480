namespace HoopConnect.Aws;

/// <summary>Who AWS says we are.</summary>
/// <param name="AccountId">12 digits.</param>
/// <param name="Arn">The ARN of the user or assumed role.</param>
/// <param name="UserId">The unique id.</param>
public sealed record CallerIdentity(string AccountId, string Arn, string UserId)
{
    /// <summary>The name at the end of the ARN: the user's, or the session's of an assumed role.</summary>
    public string Name => Arn[(Arn.LastIndexOfAny(['/', ':']) + 1)..];
}
