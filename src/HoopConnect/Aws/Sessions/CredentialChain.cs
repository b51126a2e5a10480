using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using HoopConnect.Hosting;

namespace HoopConnect.Aws.Sessions;

/// <summary>
/// Finds the caller's credentials, in the order of AWS.Tools for PowerShell. It is a list of ours and not the SDK's, which ends at the
/// instance's role unasked.
/// </summary>
internal sealed class CredentialChain(
    AwsSessionOptions options, ProfileFiles profiles, Func<string, string?> environment, Func<string, string, AWSCredentials> webIdentity)
{
    /// <summary>The SDK's source for containers; it reads the process's own environment.</summary>
    public Func<AWSCredentials> ContainerCredentials { get; init; } = () => new GenericContainerCredentials();

    /// <summary>The SDK's source for EC2 instances; making one asks the metadata service for the role's name.</summary>
    public Func<AWSCredentials> InstanceCredentials { get; init; } = () => new InstanceProfileAWSCredentials();

    /// <summary>True where the instance's role may be taken.</summary>
    public static bool AllowsInstanceRole(AwsSessionOptions options, Func<string, string?> environment) =>
        options.AllowInstanceRole || environment("INTEGRATION_AWS_INSTANCE_ROLE_ALLOW") == "true";

    /// <summary>The first source that has credentials.</summary>
    /// <exception cref="HoopException"><c>Aws.IncompleteKeys</c>, <c>Aws.InvalidProfile</c>, <c>Aws.NoCredentials</c>.</exception>
    public async Task<SessionCredentials> FindAsync(CancellationToken cancellationToken) =>
        Keys() ?? ExplicitProfile() ?? GivenCredentials() ?? EnvironmentKeys() ?? WebIdentity() ?? DefaultProfile() ?? Container()
        ?? await InstanceRoleAsync(cancellationToken) ?? throw None();

    private SessionCredentials? Keys()
    {
        if (options.AccessKey is null && options.SecretKey is null && options.SessionToken is null)
            return null;
        if (string.IsNullOrWhiteSpace(options.AccessKey) || options.SecretKey is not { Length: > 0 } secretKey)
            throw Incomplete(options.AccessKey is null ? "-AccessKey" : "-SecretKey", "An access key and its secret key go together");
        return new SessionCredentials(Make(options.AccessKey, secretKey.Reveal(), options.SessionToken?.Reveal()), "the keys given");
    }

    private SessionCredentials? ExplicitProfile() => profiles.Explicit is { } profile ? FromProfile(profile) : null;

    private SessionCredentials? GivenCredentials() =>
        options.Credentials is { } credentials ? new SessionCredentials(credentials, "the credentials given") : null;

    private SessionCredentials? EnvironmentKeys()
    {
        var accessKey = Variable("AWS_ACCESS_KEY_ID");
        var secretKey = Variable("AWS_SECRET_ACCESS_KEY");
        if (accessKey is null && secretKey is null)
            return null;
        if (accessKey is null || secretKey is null)
            throw Incomplete(
                accessKey is null ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY", "The environment has one half of a key pair");
        return new SessionCredentials(Make(accessKey, secretKey, Variable("AWS_SESSION_TOKEN")), "the environment (AWS_ACCESS_KEY_ID)");
    }

    private SessionCredentials? WebIdentity() =>
        Variable("AWS_WEB_IDENTITY_TOKEN_FILE") is { } tokenFile && Variable("AWS_ROLE_ARN") is { } roleArn
            ? new SessionCredentials(webIdentity(tokenFile, roleArn), $"web identity (AWS_ROLE_ARN {roleArn})")
            : null;

    private SessionCredentials? DefaultProfile() =>
        profiles.Default is { CanCreateAWSCredentials: true } profile ? FromProfile(profile) : null;

    private SessionCredentials? Container()
    {
        if ((Variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") ?? Variable("AWS_CONTAINER_CREDENTIALS_FULL_URI")) is not { } uri)
            return null;
        try
        {
            return new SessionCredentials(ContainerCredentials(), "the container's role");
        }
        catch (Exception failure)
        {
            throw AwsErrors.InvalidCredentials.Error($"The container's role cannot be asked for: {failure.Message}", uri, cause: failure);
        }
    }

    private async Task<SessionCredentials?> InstanceRoleAsync(CancellationToken cancellationToken)
    {
        if (!InstanceRoleAllowed)
            return null;
        try
        {
            var credentials = await Task.Run(InstanceCredentials, cancellationToken).WaitAsync(cancellationToken);
            return new SessionCredentials(credentials, "the instance's role");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw None(" The instance's role was allowed, but the instance metadata service gave none.", failure);
        }
    }

    private bool InstanceRoleAllowed => AllowsInstanceRole(options, environment);

    private SessionCredentials FromProfile(CredentialProfile profile)
    {
        if (!InstanceRoleAllowed && profiles.ChainOf(profile).FirstOrDefault(TakesInstanceRole) is { } taker)
        {
            var where = taker == profile ? "" : $", by way of the profile '{taker.Name}' (source_profile)";
            throw Invalid(
                profile, $"it takes the instance's role (credential_source){where}, which was not allowed",
                "Allow it with -AllowInstanceRole.");
        }

        if (!string.IsNullOrEmpty(profile.Options.MfaSerial))
            throw Invalid(
                profile,
                "its role asks for an MFA code (mfa_serial), and nothing here prompts",
                "Get a session with 'aws sts get-session-token' or use an SSO profile.");
        try
        {
            return new SessionCredentials(
                AWSCredentialsFactory.GetAWSCredentials(profile, profiles.Source), $"profile '{profile.Name}'", profile);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw Invalid(
                profile, failure.Message.TrimEnd('.'), "Complete it with 'aws configure --profile' or 'aws configure sso'.", failure);
        }
    }

    private static bool TakesInstanceRole(CredentialProfile profile) =>
        string.Equals(profile.Options.CredentialSource, "Ec2InstanceMetadata", StringComparison.OrdinalIgnoreCase);

    private string? Variable(string name) => environment(name) is { Length: > 0 } value ? value : null;

    private static AWSCredentials Make(string accessKey, string secretKey, string? token) =>
        string.IsNullOrEmpty(token)
            ? new BasicAWSCredentials(accessKey, secretKey)
            : new SessionAWSCredentials(accessKey, secretKey, token);

    private static HoopException Incomplete(string missing, string what) =>
        AwsErrors.IncompleteKeys.Error($"{what}: {missing} is missing.", missing);

    private static HoopException Invalid(CredentialProfile profile, string why, string advice, Exception? failure = null) =>
        AwsErrors.InvalidProfile.Error($"The AWS profile '{profile.Name}' cannot be used: {why}.", profile.Name, advice, cause: failure);

    private static HoopException None(string more = "", Exception? failure = null) =>
        AwsErrors.NoCredentials.Error(
            "There are no AWS credentials: no keys or profile were given, and the environment, the default profile and the container " +
                "gave none."
                + more,
            action: "Give -ProfileName (after 'aws sso login --profile <name>' where it is an SSO profile), set AWS_ACCESS_KEY_ID and "
                + "AWS_SECRET_ACCESS_KEY, or on an EC2 instance allow its role with -AllowInstanceRole.",
            cause: failure);
}
