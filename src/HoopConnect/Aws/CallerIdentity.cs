namespace HoopConnect.Aws;

/// <summary>Who AWS says we are.</summary>
/// <param name="AccountId">12 digits.</param>
/// <param name="Arn">The ARN of the user or assumed role.</param>
/// <param name="UserId">The unique id.</param>
public sealed record CallerIdentity(string AccountId, string Arn, string UserId);
