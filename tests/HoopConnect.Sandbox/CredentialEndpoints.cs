using System.Globalization;
using System.Text.Json.Nodes;
using HoopConnect.Sandbox.Model;
using Microsoft.AspNetCore.Http;

namespace HoopConnect.Sandbox;

/// <summary>
/// Where code inside AWS gets its credentials: the container endpoint (AWS SDKs Reference Guide, "Container credential provider") and
/// the instance metadata service, version 2 only (EC2 User Guide, "Use the Instance Metadata Service").
/// </summary>
internal sealed class CredentialEndpoints(Organisation organisation, string containerToken)
{
    public const string ContainerPath = "/container/credentials";
    private const string MetadataToken = "sandbox-metadata-token";
    private static readonly Role ContainerRole = new("SandboxContainer");
    private static readonly Role InstanceRole = new("SandboxInstance");

    /// <summary>How often either was asked for credentials.</summary>
    public int Requests => _requests;

    private int _requests;

    /// <summary>True where the path is one of ours.</summary>
    public static bool Serves(PathString path) => path.StartsWithSegments("/latest", StringComparison.Ordinal) || path == ContainerPath;

    public async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        var (status, body) = context.Request.Path == ContainerPath ? Container(context.Request) : Metadata(context.Request);
        context.Response.StatusCode = status;
        context.Response.ContentType = body.StartsWith('{') ? "application/json" : "text/plain";
        if (context.Request.Path == "/latest/api/token")
            context.Response.Headers["X-aws-ec2-metadata-token-ttl-seconds"] = "21600";
        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    private (int Status, string Body) Container(HttpRequest request) =>
        request.Headers.Authorization != containerToken ? (401, "{\"code\":\"InvalidToken\",\"message\":\"Authorization token is not valid\"}") : (200, Session(ContainerRole).ToJsonString());

    private (int Status, string Body) Metadata(HttpRequest request)
    {
        const string credentials = "/latest/meta-data/iam/security-credentials/";
        if (request.Path == "/latest/api/token")
            return request.Method == "PUT" && request.Headers.ContainsKey("X-aws-ec2-metadata-token-ttl-seconds") ? (200, MetadataToken) : (400, "");
        if (request.Headers["X-aws-ec2-metadata-token"] != MetadataToken)
            return (401, "");
        var path = request.Path.Value ?? "";
        return path switch
        {
            "/latest/meta-data/iam/security-credentials" or credentials => (200, InstanceRole.Name),
            "/latest/meta-data/iam/info" => (200, new JsonObject
            {
                ["Code"] = "Success",
                ["LastUpdated"] = Text(organisation.Options.Time.GetUtcNow()),
                ["InstanceProfileArn"] = $"arn:{organisation.Partition}:iam::{organisation.Management.Id}:instance-profile/{InstanceRole.Name}",
                ["InstanceProfileId"] = "AIPASANDBOX",
            }.ToJsonString()),
            "/latest/meta-data/placement/region" => (200, organisation.Regions[0]),
            "/latest/dynamic/instance-identity/document" => (200, new JsonObject { ["region"] = organisation.Regions[0], ["accountId"] = organisation.Management.Id }.ToJsonString()),
            _ when path == credentials + InstanceRole.Name => (200, InstanceSession().ToJsonString()),
            _ => (404, ""),
        };
    }

    private JsonObject InstanceSession()
    {
        var session = Session(InstanceRole);
        session["Code"] = "Success";
        session["LastUpdated"] = Text(organisation.Options.Time.GetUtcNow());
        session["Type"] = "AWS-HMAC";
        return session;
    }

    private JsonObject Session(Role role)
    {
        var lifetime = organisation.Options.SessionLifetime ?? TimeSpan.FromHours(6);
        var key = organisation.Keys.CreateSession(organisation.Management.Id, role, organisation.Partition, "i-0sandbox", lifetime);
        return new JsonObject
        {
            ["AccessKeyId"] = key.AccessKeyId,
            ["SecretAccessKey"] = key.SecretAccessKey,
            ["Token"] = key.SessionToken,
            ["Expiration"] = Text(key.Expires),
        };
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
