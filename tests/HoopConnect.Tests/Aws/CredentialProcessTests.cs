using System.Diagnostics;
using HoopConnect.Aws;
using HoopConnect.Sandbox;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Aws;

/// <summary>
/// The SDK reads where the container's and the instance's credentials are from the process's own environment, so these cases run in
/// processes of their own: this test program again, with one explicit test each.
/// </summary>
public class CredentialProcessTests(SandboxFixture sandboxes)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_container_s_role_is_taken_from_its_endpoint()
    {
        await using var sandbox = await sandboxes.StartAsync();

        await RunAsync(sandbox, ":assumed-role/SandboxContainer/", new()
        {
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = sandbox.ContainerCredentialsUri,
            ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = sandbox.ContainerAuthorizationToken,
        });

        Assert.NotEqual(0, sandbox.CredentialRequests);
    }

    [Fact]
    public async Task An_instance_s_role_is_taken_from_the_metadata_service_where_it_was_allowed()
    {
        await using var sandbox = await sandboxes.StartAsync();

        await RunAsync(sandbox, ":assumed-role/SandboxInstance/", new()
        {
            ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = sandbox.MetadataServiceEndpoint,
            ["INTEGRATION_AWS_INSTANCE_ROLE_ALLOW"] = "true",
        });

        Assert.NotEqual(0, sandbox.CredentialRequests);
    }

    [Fact]
    public async Task An_instance_s_role_is_left_alone_where_it_was_not_allowed()
    {
        await using var sandbox = await sandboxes.StartAsync();

        await RunAsync(sandbox, "Aws.NoCredentials", new() { ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = sandbox.MetadataServiceEndpoint });

        Assert.Equal(0, sandbox.CredentialRequests);
    }

    [Theory]
    [InlineData("", "", "")]
    // The SDK's own clients look for the region of the instance then.
    [InlineData("auto", "", "")]
    [InlineData("", "defaults_mode = auto", "")]
    // Where the instance's role is allowed the SDK gets as far as the token of the service: so it does ask in this mode.
    [InlineData("auto", "", "true")]
    public async Task The_role_of_a_profile_is_taken_without_asking_the_instance_for_a_region(string mode, string setting, string allowed)
    {
        await using var sandbox = await sandboxes.StartAsync();
        var folder = Directory.CreateTempSubdirectory("hoopconnect-tests-role-").FullName;
        try
        {
            var file = Path.Combine(folder, "credentials");
            await File.WriteAllTextAsync(
                file,
                $"[default]\n{setting}\nsource_profile = base\n"
                    + "role_arn = arn:aws:iam::111122223333:role/HoopOrganizationAccountAccessRole\n"
                    + $"[base]\naws_access_key_id = {sandbox.AccessKey.AccessKeyId}\n"
                    + $"aws_secret_access_key = {sandbox.AccessKey.SecretAccessKey}\n",
                Cancel);

            await RunAsync(sandbox, ":assumed-role/HoopOrganizationAccountAccessRole/", new()
            {
                ["AWS_SHARED_CREDENTIALS_FILE"] = file,
                ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = sandbox.MetadataServiceEndpoint,
                // An empty one would be a mode that there is not.
                [mode.Length > 0 ? "AWS_DEFAULTS_MODE" : "HOOP_TEST_NO_MODE"] = mode,
                ["INTEGRATION_AWS_INSTANCE_ROLE_ALLOW"] = allowed,
                // Known to us and not to the SDK.
                ["AWS_REGION"] = "",
                ["AWS_DEFAULT_REGION"] = "eu-west-1",
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Assert.Equal(allowed == "true", sandbox.CredentialRequests > 0);
    }

    [Fact]
    public async Task A_profile_with_an_SSO_login_that_is_valid_gets_its_role_from_the_portal()
    {
        await using var sandbox = await sandboxes.StartAsync();
        const string startUrl = "https://hoop-tests.invalid/start";
        var home = Directory.CreateTempSubdirectory("hoopconnect-tests-sso-").FullName;
        try
        {
            var cache = Directory.CreateDirectory(Path.Combine(home, ".aws", "sso", "cache")).FullName;
            await File.WriteAllTextAsync(
                Path.Combine(home, ".aws", "config"),
                $"[default]\nsso_start_url = {startUrl}\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = " +
                    "HoopOrganizationAccountAccessRole\nregion = eu-west-1\n",
                Cancel);
            // What 'aws sso login' leaves: the file's name is the SHA-1 of the start URL (AWS SDKs Reference Guide, "IAM Identity Center
            // credential provider").
            await File.WriteAllTextAsync(
                Path.Combine(cache, "3a523714b7dbf9537dd7cc009ff05a0e2adb9e52.json"),
                $$"""{"startUrl":"{{startUrl}}","region":"eu-west-1","accessToken":"{{sandbox.PortalAccessToken}}",""" +
                    $"\"expiresAt\":\"{DateTime.UtcNow.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}\"}}",
                Cancel);

            await RunAsync(
                sandbox,
                ":assumed-role/",
                new()
                {
                    ["HOME"] = home,
                    ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(home, ".aws", "credentials"),
                    ["AWS_ENDPOINT_URL_SSO"] = sandbox.EndpointUrl,
                });
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }

        Assert.NotEqual(0, sandbox.CredentialRequests);
    }

    [Fact]
    public async Task A_proxy_and_the_SDK_s_own_settings_do_not_come_between_us_and_an_endpoint_on_loopback()
    {
        await using var sandbox = await sandboxes.StartAsync();

        await RunAsync(sandbox, ":user/dba", new()
        {
            ["AWS_ACCESS_KEY_ID"] = sandbox.AccessKey.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = sandbox.AccessKey.SecretAccessKey,
            ["AWS_USE_FIPS_ENDPOINT"] = "true",
            ["AWS_USE_DUALSTACK_ENDPOINT"] = "true",
            ["AWS_ENDPOINT_URL_STS"] = "https://elsewhere.invalid",
            ["HTTP_PROXY"] = "http://127.0.0.1:9",
            ["NO_PROXY"] = "",
        });

        Assert.Single(sandbox.Requests.Of("sts:GetCallerIdentity"));
    }

    [Fact(Explicit = true)]
    public async Task In_a_process_of_its_own()
    {
        var expected = Environment.GetEnvironmentVariable("HOOP_TEST_EXPECTED")!;
        try
        {
            using var session = await AwsSession.OpenAsync(new AwsSessionOptions(), new RecordingHost(), Cancel);
            Assert.Contains(expected, (await session.GetCallerIdentityAsync(Cancel)).Arn, StringComparison.Ordinal);
        }
        catch (HoopConnect.Hosting.HoopException failure)
        {
            Assert.True(expected == failure.ErrorId, failure.ToString());
        }
    }

    private static async Task RunAsync(AwsSandbox sandbox, string expected, Dictionary<string, string> environment)
    {
        var start = OwnProcess.Of<CredentialProcessTests>(nameof(In_a_process_of_its_own));
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        environment["HOOP_TEST_EXPECTED"] = expected;
        environment["AWS_ENDPOINT_URL"] = sandbox.EndpointUrl;
        environment.TryAdd("AWS_REGION", "eu-west-1");
        environment.TryAdd("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(Path.GetTempPath(), "hoop-no-such-file"));
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        await OwnProcess.EndedAsync(process, Cancel);
    }
}
