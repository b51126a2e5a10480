using System.Globalization;
using System.Text.Json.Nodes;
using HoopConnect.Sandbox.Model;
using Microsoft.AspNetCore.Http;

namespace HoopConnect.Sandbox;

/// <summary>
/// Where credentials come from that nobody typed in: the container endpoint (AWS SDKs Reference Guide, "Container credential provider"),
/// the instance metadata service, version 2 only (EC2 User Guide, "Use the Instance Metadata Service"), and the access portal of
/// IAM Identity Center (IAM Identity Center Portal API Reference, "GetRoleCredentials").
/// </summary>
internal sealed class CredentialEndpoints(Organisation organisation, string containerToken, string portalToken)
{
    public const string ContainerPath = "/container/credentials";
    private const string PortalPath = "/federation/credentials";
    private const string MetadataToken = "sandbox-metadata-token";
    private static readonly Role ContainerRole = new("SandboxContainer");
    private static readonly Role InstanceRole = new("SandboxInstance");

    /// <summary>How often any of them was asked.</summary>
    public int Requests => _requests;

    private int _requests;

    /// <summary>True where the path is one of ours.</summary>
    public static bool Serves(PathString path) =>
        path.StartsWithSegments("/latest", StringComparison.Ordinal) || path == ContainerPath || path == PortalPath;

    public async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        var (status, body) = context.Request.Path.Value switch
        {
            ContainerPath => Container(context.Request),
            PortalPath => Portal(context),
            _ => Metadata(context.Request),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = body.StartsWith('{') ? "application/json" : "text/plain";
        if (context.Request.Path == "/latest/api/token")
            context.Response.Headers["X-aws-ec2-metadata-token-ttl-seconds"] = "21600";
        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    private (int Status, string Body) Container(HttpRequest request) =>
        request.Headers.Authorization != containerToken
            ? (401, "{\"code\":\"InvalidToken\",\"message\":\"Authorization token is not valid\"}")
            : (200, Session(ContainerRole).ToJsonString());

    private (int Status, string Body) Portal(HttpContext context)
    {
        if (context.Request.Headers["x-amz-sso_bearer_token"] != portalToken)
            return Refuse("UnauthorizedException", "Session token not found or invalid");
        var role = organisation
            .Find(context.Request.Query["account_id"].ToString())
            ?.Roles.FirstOrDefault(role => role.Name == context.Request.Query["role_name"]);
        if (role is null)
            return Refuse("ForbiddenException", "No access");
        var key = organisation.Keys.CreateSession(
            context.Request.Query["account_id"]!,
            role,
            organisation.Partition,
            "sso-user",
            organisation.Options.SessionLifetime ?? TimeSpan.FromHours(1));
        return (200, new JsonObject
        {
            ["roleCredentials"] = new JsonObject
            {
                ["accessKeyId"] = key.AccessKeyId,
                ["secretAccessKey"] = key.SecretAccessKey,
                ["sessionToken"] = key.SessionToken,
                ["expiration"] = key.Expires.ToUnixTimeMilliseconds(),
            },
        }.ToJsonString());

        (int, string) Refuse(string code, string message)
        {
            context.Response.Headers["x-amzn-ErrorType"] = code;
            return (code == "UnauthorizedException" ? 401 : 403, new JsonObject { ["message"] = message }.ToJsonString());
        }
    }

    private (int Status, string Body) Metadata(HttpRequest request)
    {
        const string credentials = "/latest/meta-data/iam/security-credentials/";
        if (request.Path == "/latest/api/token")
            return request.Method == "PUT" && request.Headers.ContainsKey("X-aws-ec2-metadata-token-ttl-seconds")
                ? (200, MetadataToken)
                : (400, "");
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
                    ["InstanceProfileArn"] =
                        $"arn:{organisation.Partition}:iam::{organisation.Management.Id}:instance-profile/{InstanceRole.Name}",
                ["InstanceProfileId"] = "AIPASANDBOX",
            }.ToJsonString()),
            "/latest/meta-data/placement/region" => (200, organisation.Regions[0]),
            "/latest/dynamic/instance-identity/document" => (
                200,
                new JsonObject { ["region"] = organisation.Regions[0], ["accountId"] = organisation.Management.Id }.ToJsonString()),
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
