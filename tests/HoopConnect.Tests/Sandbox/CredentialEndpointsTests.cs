using System.Net;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SSO;
using Amazon.SSO.Model;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Model;

namespace HoopConnect.Tests.Sandbox;

/// <summary>
/// The places that credentials come from in AWS. Container and metadata service are asked over plain HTTP: the SDK's own providers read
/// this process's environment, which parallel tests share.
/// </summary>
public class CredentialEndpointsTests(SandboxFixture fixture)
{
    private static readonly HttpClient Http = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_container_endpoint_gives_a_working_session_to_who_has_the_token()
    {
        await using var sandbox = await fixture.StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(sandbox.ContainerCredentialsUri, "Authorization", "forged")).Status);
        var (status, body) = await GetAsync(sandbox.ContainerCredentialsUri, "Authorization", sandbox.ContainerAuthorizationToken);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("arn:aws:sts::111122223333:assumed-role/SandboxContainer/i-0sandbox", await WhoAsync(sandbox, body));
        Assert.Equal(2, sandbox.CredentialRequests);
    }

    [Fact]
    public async Task The_metadata_service_gives_the_instance_role_s_session_to_version_2_callers_only()
    {
        await using var sandbox = await fixture.StartAsync();
        var credentials = sandbox.MetadataServiceEndpoint + "/latest/meta-data/iam/security-credentials/";
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(credentials, "X-Version-1", "no token")).Status);
        using var put = new HttpRequestMessage(HttpMethod.Put, sandbox.MetadataServiceEndpoint + "/latest/api/token");
        put.Headers.Add("X-aws-ec2-metadata-token-ttl-seconds", "60");
        using var token = await Http.SendAsync(put, Stop);
        var tokenText = await token.Content.ReadAsStringAsync(Stop);
        var role = (await GetAsync(credentials, "X-aws-ec2-metadata-token", tokenText)).Body;
        Assert.Equal("SandboxInstance", role);
        var session = (await GetAsync(credentials + role, "X-aws-ec2-metadata-token", tokenText)).Body;
        Assert.Equal("arn:aws:sts::111122223333:assumed-role/SandboxInstance/i-0sandbox", await WhoAsync(sandbox, session));
    }

    [Fact]
    public async Task The_access_portal_gives_a_role_s_session_to_AWS_s_own_SSO_client()
    {
        await using var sandbox = await fixture.StartAsync();
        using var sso = new AmazonSSOClient(
            new AnonymousAWSCredentials(), new AmazonSSOConfig { ServiceURL = sandbox.EndpointUrl, MaxErrorRetry = 0 });
        var request = new GetRoleCredentialsRequest
        {
            AccessToken = sandbox.PortalAccessToken,
            AccountId = "222233334444",
            RoleName = DefaultOrganisation.RoleName,
        };
        var given = (await sso.GetRoleCredentialsAsync(request, Stop)).RoleCredentials;
        Assert.Equal($"arn:aws:sts::222233334444:assumed-role/{DefaultOrganisation.RoleName}/sso-user",
            await WhoAsync(sandbox, new SessionAWSCredentials(given.AccessKeyId, given.SecretAccessKey, given.SessionToken)));
        request.AccessToken = "forged";
        await Assert.ThrowsAsync<Amazon.SSO.Model.UnauthorizedException>(() => sso.GetRoleCredentialsAsync(request, Stop));
    }

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(string url, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await Http.SendAsync(request, Stop);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Stop));
    }

    private static Task<string> WhoAsync(AwsSandbox sandbox, string json)
    {
        var body = JsonNode.Parse(json)!;
        Assert.True(
            DateTimeOffset.Parse((string)body["Expiration"]!, System.Globalization.CultureInfo.InvariantCulture) > DateTimeOffset.UtcNow);
        return WhoAsync(
            sandbox, new SessionAWSCredentials((string)body["AccessKeyId"]!, (string)body["SecretAccessKey"]!, (string)body["Token"]!));
    }

    private static async Task<string> WhoAsync(AwsSandbox sandbox, AWSCredentials credentials)
    {
        using var sts = new AmazonSecurityTokenServiceClient(
            credentials, new AmazonSecurityTokenServiceConfig { ServiceURL = sandbox.EndpointUrl, AuthenticationRegion = "eu-west-1" });
        return (await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Stop)).Arn;
    }
}
