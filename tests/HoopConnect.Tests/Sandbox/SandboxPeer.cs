using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Signing;

namespace HoopConnect.Tests.Sandbox;

/// <summary>
/// A bare client for tests of the sandbox itself: no retries, no interpretation. (AWS's own client proves the signatures in <see
/// cref="StsPeerTests"/>.)
/// </summary>
internal sealed class SandboxPeer(AwsSandbox sandbox, AccessKey key, string region = "eu-west-1")
{
    private const string Form = "application/x-www-form-urlencoded; charset=utf-8";
    private static readonly HttpClient Http = new();

    /// <summary>A peer in another account, with a session of the default role.</summary>
    public static SandboxPeer In(AwsSandbox sandbox, string accountId, string region = "eu-west-1")
    {
        var role = sandbox.Organisation.Find(accountId)!.Roles[0];
        return new SandboxPeer(
            sandbox,
            sandbox.Organisation.Keys.CreateSession(accountId, role, sandbox.Organisation.Partition, "peer", TimeSpan.FromHours(1)),
            region);
    }

    public Task<PeerAnswer> RdsAsync(string action, params (string Name, string Value)[] parameters) =>
        FormAsync("rds", "2014-10-31", action, parameters);

    public Task<PeerAnswer> Ec2Async(string action, params (string Name, string Value)[] parameters) =>
        FormAsync("ec2", "2016-11-15", action, parameters);

    public Task<PeerAnswer> IamAsync(string action, params (string Name, string Value)[] parameters) =>
        FormAsync("iam", "2010-05-08", action, parameters);

    public async Task<(int Status, JsonNode Body)> OrganizationsAsync(string action, string body = "{}")
    {
        using var response = await SendAsync("organizations", "application/x-amz-json-1.1", body, "AWSOrganizationsV20161128." + action);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }

    public async Task<(int Status, JsonNode Body)> SqsAsync(string action, JsonObject body)
    {
        using var response = await SendAsync("sqs", "application/x-amz-json-1.0", body.ToJsonString(), "AmazonSQS." + action);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }

    private async Task<PeerAnswer> FormAsync(string service, string version, string action, (string Name, string Value)[] parameters)
    {
        var pairs = parameters.Prepend(("Version", version)).Prepend(("Action", action));
        var body = string.Join('&', pairs.Select(pair => $"{Uri.EscapeDataString(pair.Item1)}={Uri.EscapeDataString(pair.Item2)}"));
        using var response = await SendAsync(service, Form, body, null);
        var root = XElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return new PeerAnswer(
            (int)response.StatusCode,
            root,
            response.Headers.First(header => header.Key.Equals("x-amzn-RequestId", StringComparison.OrdinalIgnoreCase)).Value.Single());
    }

    private async Task<HttpResponseMessage> SendAsync(string service, string contentType, string body, string? target)
    {
        var url = new Uri(sandbox.EndpointUrl);
        var date = DateTimeOffset.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var headers = new SortedDictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["host"] = [url.Authority],
            ["content-type"] = [contentType],
            ["x-amz-date"] = [date],
        };
        if (target is not null)
            headers["x-amz-target"] = [target];
        if (key.SessionToken is not null)
            headers["x-amz-security-token"] = [key.SessionToken];
        var bytes = Encoding.UTF8.GetBytes(body);
        var scope = new CredentialScope(date[..8], region, service);
        var canonical = CanonicalRequest.Of(
            new SignedRequest("POST", "/", headers, bytes), [.. headers.Keys], SigningKeys.Sha256Hex(bytes));
        var signature = SigningKeys.Sign(SigningKeys.Derive(key.SecretAccessKey, scope), SigningKeys.StringToSign(date, scope, canonical));

        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach (var (name, values) in headers.Where(header => header.Key.StartsWith("x-amz-", StringComparison.Ordinal)))
            request.Headers.TryAddWithoutValidation(name, values);
        request.Headers.TryAddWithoutValidation("Authorization",
            $"{SigningKeys.Algorithm} Credential={key.AccessKeyId}/{scope}, SignedHeaders={string.Join(';', headers.Keys)}, " +
                $"Signature={signature}"
        );
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
