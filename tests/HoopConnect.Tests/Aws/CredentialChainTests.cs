using Amazon.Runtime;
using HoopConnect.Aws;
using HoopConnect.Aws.Sessions;
using HoopConnect.Hosting;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Model;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Aws;

public sealed class CredentialChainTests(SandboxFixture sandboxes) : IDisposable
{
    private static readonly AwsSessionOptions Region = new() { Region = "eu-west-1" };
    private readonly TestEnvironment _environment = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task Each_source_gives_way_to_those_before_it()
    {
        var options = new AwsSessionOptions { AllowInstanceRole = true };
        await ExpectAsync("the instance's role", "KEYINSTANCE");
        _environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/role";
        await ExpectAsync("the container's role", "KEYCONTAINER");
        _environment.WriteProfiles(Profiles());
        await ExpectAsync("profile 'default'", "KEYDEFAULT");
        _environment["AWS_PROFILE"] = "team";
        await ExpectAsync("profile 'team'", "KEYTEAM");
        _environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/token";
        _environment["AWS_ROLE_ARN"] = "arn:aws:iam::111122223333:role/Web";
        await ExpectAsync("web identity (AWS_ROLE_ARN arn:aws:iam::111122223333:role/Web)");
        _environment["AWS_ACCESS_KEY_ID"] = "KEYENVIRONMENT";
        _environment["AWS_SECRET_ACCESS_KEY"] = "example";
        await ExpectAsync("the environment (AWS_ACCESS_KEY_ID)", "KEYENVIRONMENT");
        options = options with { Credentials = new BasicAWSCredentials("KEYGIVEN", "example") };
        await ExpectAsync("the credentials given", "KEYGIVEN");
        options = options with { ProfileName = "team" };
        await ExpectAsync("profile 'team'", "KEYTEAM");
        options = options with { AccessKey = "KEYEXPLICIT", SecretKey = Secret.From("example") };
        await ExpectAsync("the keys given", "KEYEXPLICIT");

        async Task ExpectAsync(string source, string? accessKey = null)
        {
            var found = await FindAsync(options);
            Assert.Equal(source, found.Source);
            if (accessKey is not null)
                Assert.Equal(accessKey, (await found.Credentials.GetCredentialsAsync()).AccessKey);
        }
    }

    [Fact]
    public async Task A_session_token_goes_with_its_keys()
    {
        _environment["AWS_ACCESS_KEY_ID"] = "KEY";
        _environment["AWS_SECRET_ACCESS_KEY"] = "example";
        _environment["AWS_SESSION_TOKEN"] = "token-of-the-environment";
        Assert.Equal("token-of-the-environment", (await (await FindAsync(new())).Credentials.GetCredentialsAsync()).Token);

        var given = new AwsSessionOptions
        {
            AccessKey = "KEY",
            SecretKey = Secret.From("example"),
            SessionToken = Secret.From("token-given"),
        };
        Assert.Equal("token-given", (await (await FindAsync(given)).Credentials.GetCredentialsAsync()).Token);
    }

    [Theory]
    [InlineData("KEY", null)]
    [InlineData("KEY", "")]
    [InlineData(null, "example")]
    public async Task Half_a_key_pair_is_refused(string? accessKey, string? secretKey)
    {
        var options = new AwsSessionOptions { AccessKey = accessKey, SecretKey = secretKey is null ? null : Secret.From(secretKey) };

        Assert.Equal("Aws.IncompleteKeys", (await Assert.ThrowsAsync<HoopException>(() => FindAsync(options))).ErrorId);
    }

    [Fact]
    public async Task Half_a_key_pair_in_the_environment_is_refused_and_other_credentials_are_not_taken()
    {
        _environment.WriteProfiles(Profiles());
        _environment["AWS_ACCESS_KEY_ID"] = "KEY";

        var error = await Assert.ThrowsAsync<HoopException>(() => FindAsync(new()));

        Assert.Equal("Aws.IncompleteKeys", error.ErrorId);
        Assert.Contains("AWS_SECRET_ACCESS_KEY", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Given_keys_do_not_ask_whether_there_is_a_profile_that_the_environment_names()
    {
        _environment.WriteProfiles(Profiles());
        _environment["AWS_PROFILE"] = "laptop-that-is-not-here";
        var keys = new AwsSessionOptions { AccessKey = "KEY", SecretKey = Secret.From("example") };
        Assert.Equal("KEY", (await (await FindAsync(keys)).Credentials.GetCredentialsAsync()).AccessKey);
        var given = new AwsSessionOptions { Credentials = new BasicAWSCredentials("KEYGIVEN", "example") };
        Assert.Equal("KEYGIVEN", (await (await FindAsync(given)).Credentials.GetCredentialsAsync()).AccessKey);
        // A credential file that nobody can read does not matter to them either.
        _environment.WriteProfiles("[laptop-that-is-not-here\nnonsense");
        Assert.Equal("KEY", (await (await FindAsync(keys)).Credentials.GetCredentialsAsync()).AccessKey);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_named_profile_that_does_not_exist_is_an_error_although_there_are_other_credentials(bool byParameter)
    {
        _environment.WriteProfiles(Profiles());
        _environment["AWS_ACCESS_KEY_ID"] = "KEY";
        _environment["AWS_SECRET_ACCESS_KEY"] = "example";
        if (!byParameter)
            _environment["AWS_PROFILE"] = "prodd";

        var error = await Assert.ThrowsAsync<HoopException>(() =>
            _environment.OpenAsync(byParameter ? Region with { ProfileName = "prodd" } : Region));

        Assert.Equal(("Aws.ProfileNotFound", HoopErrorKind.ObjectNotFound, "prodd"), (error.ErrorId, error.Kind, error.Target));
    }

    [Theory]
    [InlineData(
        "sso_start_url = https://hoop-tests.invalid/start\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = Admin")]
    [InlineData(
        "sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n\n[sso-session corp]\nsso_start_url = " +
            "https://hoop-tests.invalid/start\nsso_region = eu-west-1\nsso_registration_scopes = sso:account:access")]
    public async Task An_SSO_login_that_has_expired_says_how_to_log_in_and_never_prompts(string profile)
    {
        // The sso-session form belongs into the config file, beside the credential file.
        File.WriteAllText(Path.Combine(_environment.Folder, "config"), $"[profile corp-admin]\n{profile}\n");
        _environment.WriteProfiles("");

        var error = await Assert.ThrowsAsync<HoopException>(() => _environment.OpenAsync(Region with { ProfileName = "corp-admin" }));

        Assert.Equal(("Aws.SsoLoginExpired", HoopErrorKind.AuthenticationError), (error.ErrorId, error.Kind));
        Assert.Contains("aws sso login --profile corp-admin", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "role_arn = arn:aws:iam::111122223333:role/R\nsource_profile = default\nmfa_serial = arn:aws:iam::111122223333:mfa/me", "MFA")]
    [InlineData("role_arn = arn:aws:iam::111122223333:role/R\ncredential_source = Ec2InstanceMetadata", "instance's role")]
    [InlineData(
        "role_arn = arn:aws:iam::111122223333:role/R\nsource_profile = taker\n"
            + "[taker]\nrole_arn = arn:aws:iam::111122223333:role/S\ncredential_source = Ec2InstanceMetadata", "'taker'")]
    [InlineData(
        "role_arn = arn:aws:iam::111122223333:role/R\nsource_profile = hop\n"
            + "[hop]\nrole_arn = arn:aws:iam::111122223333:role/S\nsource_profile = taker\n"
            + "[taker]\nrole_arn = arn:aws:iam::111122223333:role/T\ncredential_source = ec2instancemetadata", "'taker'")]
    [InlineData("role_arn = arn:aws:iam::111122223333:role/R\nsource_profile = nowhere", "nowhere")]
    [InlineData("region = eu-west-1", "")]
    public async Task A_profile_that_cannot_be_used_is_an_error_that_says_why(string profile, string why)
    {
        _environment.WriteProfiles(Profiles() + $"[broken]\n{profile}\n");

        var error = await Assert.ThrowsAsync<HoopException>(() => _environment.OpenAsync(Region with { ProfileName = "broken" }));

        Assert.Equal(("Aws.InvalidProfile", "broken"), (error.ErrorId, error.Target));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("TRUE")]
    [InlineData("1")]
    public async Task The_instance_s_role_is_not_asked_for_unless_it_was_allowed(string? variable)
    {
        if (variable is not null)
            _environment["INTEGRATION_AWS_INSTANCE_ROLE_ALLOW"] = variable;

        var error = await Assert.ThrowsAsync<HoopException>(() => _environment.OpenAsync(Region));

        Assert.Equal(("Aws.NoCredentials", HoopErrorKind.AuthenticationError), (error.ErrorId, error.Kind));
        Assert.Contains("-ProfileName", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("-AllowInstanceRole", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_identity_is_exchanged_for_a_role()
    {
        await using var sandbox = await sandboxes.StartAsync();
        var tokenFile = Path.Combine(_environment.Folder, "token");
        await File.WriteAllTextAsync(tokenFile, sandbox.WebIdentityToken + "\n", Cancel);
        _environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = tokenFile;
        _environment["AWS_ROLE_ARN"] = $"arn:aws:iam::111122223333:role/{DefaultOrganisation.WebIdentityRoleName}";
        _environment["AWS_ENDPOINT_URL"] = sandbox.EndpointUrl;

        using var session = await _environment.OpenAsync(Region);
        var caller = await session.GetCallerIdentityAsync(Cancel);

        Assert.Equal($"arn:aws:sts::111122223333:assumed-role/{DefaultOrganisation.WebIdentityRoleName}/HoopConnect", caller.Arn);
        Assert.Single(sandbox.Requests.Of("sts:AssumeRoleWithWebIdentity"));
    }

    [Fact]
    public async Task A_web_identity_token_that_cannot_be_read_or_is_refused_is_an_error_of_the_credentials()
    {
        await using var sandbox = await sandboxes.StartAsync();
        var tokenFile = Path.Combine(_environment.Folder, "token");
        _environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = tokenFile;
        _environment["AWS_ROLE_ARN"] = $"arn:aws:iam::111122223333:role/{DefaultOrganisation.WebIdentityRoleName}";
        // The SDK tries a refused token again: the identity provider may be slow.
        var options = Region with { EndpointUrl = sandbox.EndpointUrl, MaxAttempts = 2 };

        var missing = await Assert.ThrowsAsync<HoopException>(() => _environment.OpenAsync(options));
        await File.WriteAllTextAsync(tokenFile, "someone-else's", Cancel);
        var refused = await Assert.ThrowsAsync<AwsErrorException>(() => _environment.OpenAsync(options));

        Assert.Equal(("Aws.InvalidCredentials", tokenFile), (missing.ErrorId, missing.Target));
        Assert.Equal(("Aws.InvalidCredentials", "InvalidIdentityToken"), (refused.ErrorId, refused.AwsErrorCode));
    }

    private Task<SessionCredentials> FindAsync(AwsSessionOptions options) =>
        new CredentialChain(options, new ProfileFiles(options, _environment.Get), _environment.Get, (_, _) => new AnonymousAWSCredentials())
        {
            // What the SDK does with these is proved against the sandbox, in processes with an environment of their own
            // (CredentialProcessTests).
            ContainerCredentials = () => new BasicAWSCredentials("KEYCONTAINER", "example"),
            InstanceCredentials = () => new BasicAWSCredentials("KEYINSTANCE", "example"),
        }.FindAsync(Cancel);

    private static string Profiles() =>
        """
        [default]
        aws_access_key_id = KEYDEFAULT
        aws_secret_access_key = example

        [team]
        aws_access_key_id = KEYTEAM
        aws_secret_access_key = example

        """;
}
