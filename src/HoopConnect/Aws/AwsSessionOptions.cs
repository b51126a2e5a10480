using Amazon.Runtime;
using HoopConnect.Secrets;

namespace HoopConnect.Aws;

/// <summary>
/// How to reach AWS; names and precedence of AWS.Tools for PowerShell. What is null comes from the environment and the profile files.
/// </summary>
public sealed record AwsSessionOptions
{
    /// <summary>The role that AWS Organizations setups of this product use in the member accounts.</summary>
    public const string DefaultRoleName = "HoopOrganizationAccountAccessRole";

    /// <summary>A profile of the credential files. One that does not exist is an error, never a reason to take other credentials.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The credential file; null for the usual places.</summary>
    public string? ProfileLocation { get; init; }

    /// <summary>The region where none is named, for example <c>eu-west-1</c>.</summary>
    public string? Region { get; init; }

    /// <summary>An access key id; needs <see cref="SecretKey"/>.</summary>
    public string? AccessKey { get; init; }

    /// <summary>The secret access key of <see cref="AccessKey"/>.</summary>
    public Secret? SecretKey { get; init; }

    /// <summary>The session token of temporary keys.</summary>
    public Secret? SessionToken { get; init; }

    /// <summary>Credentials that the caller made; they come after keys and profile.</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>
    /// One endpoint for all services instead of AWS's own: https, or http on loopback; null for <c>AWS_ENDPOINT_URL</c> or AWS itself.
    /// </summary>
    public string? EndpointUrl { get; init; }

    /// <summary>The role assumed in other accounts than the caller's own.</summary>
    public string RoleName { get; init; } = DefaultRoleName;

    /// <summary>The external id that the role's trust policy asks for; null for none.</summary>
    public string? ExternalId { get; init; }

    /// <summary>
    /// Whether the role of the EC2 instance may be used where nothing else gives credentials. The environment variable
    /// <c>INTEGRATION_AWS_INSTANCE_ROLE_ALLOW</c> with exactly <c>true</c> allows it too.
    /// </summary>
    public bool AllowInstanceRole { get; init; }

    /// <summary>How many calls run at a time; decides how many connections are kept to one host.</summary>
    public int ThrottleLimit { get; init; } = 16;

    /// <summary>How often a call is tried where AWS throttles, fails or cannot be reached; six attempts reach over half a minute.</summary>
    internal int MaxAttempts { get; init; } = 6;
}
