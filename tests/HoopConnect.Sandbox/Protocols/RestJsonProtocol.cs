using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoopConnect.Sandbox.Signing;

namespace HoopConnect.Sandbox.Protocols;

/// <summary>
/// The REST-JSON protocol: the operation is in the method and the path, members are in path, query and body; the error's name is in a
/// header.
/// </summary>
/// <param name="operations">Method, path with <c>{member}</c> for its members, and operation.</param>
internal sealed class RestJsonProtocol(params (string Method, string Path, string Action)[] operations) : IAwsProtocol
{
    private const string ContentType = "application/json";
    private const string RequestIdHeader = "x-amzn-RequestId";

    public (string Action, AwsParameters Parameters) Read(SignedRequest request)
    {
        var (path, query) = request.RawTarget.Split('?', 2) is [var before, var after] ? (before, after) : (request.RawTarget, "");
        foreach (var operation in operations.Where(operation => operation.Method == request.Method))
        {
            if (Members(operation.Path, path) is not { } members)
                continue;
            foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)))
                members[Uri.UnescapeDataString(pair[0])] = pair.Length == 2 ? Uri.UnescapeDataString(pair[1]) : "";
            foreach (var (name, value) in Body(request))
                members[name] = value?.ToString() ?? "";
            return (operation.Action, new AwsParameters(members));
        }

        throw new AwsFailureException("UnknownOperationException", $"There is no operation at {request.Method} {path}.");
    }

    public AwsAnswer Write(string action, AwsResult result, string requestId) =>
        new(200, ContentType, result.Json!.ToJsonString(), RequestIdHeader);

    public AwsAnswer WriteFailure(AwsFailureException failure, string requestId) =>
        new(
            (int)failure.Status,
            ContentType,
            new JsonObject { ["message"] = failure.Message }.ToJsonString(),
            RequestIdHeader,
            failure.Code)
        {
            ErrorTypeHeader = failure.Code,
        };

    public AwsFailureException BadSignature(SignatureFault fault) => fault switch
    {
        SignatureFault.Missing => new(
            "MissingAuthenticationTokenException", "Missing Authentication Token", HttpStatusCode.Forbidden),
        SignatureFault.UnknownKey => new(
            "UnrecognizedClientException", "The security token included in the request is invalid.", HttpStatusCode.Forbidden),
        SignatureFault.SessionExpired => new(
            "ExpiredTokenException", "The security token included in the request is expired", HttpStatusCode.Forbidden),
        _ => new(
            "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and " +
                "signing method.",
            HttpStatusCode.Forbidden),
    };

    public AwsFailureException Denied(string principalArn, string action) => new("AccessDeniedException",
        $"User: {principalArn} is not authorized to perform: {action}", HttpStatusCode.Forbidden);

    public AwsFailureException Throttled() => new("ThrottlingException", "Rate exceeded", HttpStatusCode.TooManyRequests);

    public AwsFailureException Internal() =>
        new("ServerException", "Something went wrong on our side.", HttpStatusCode.InternalServerError);

    private static JsonObject Body(SignedRequest request)
    {
        if (request.Body.Length == 0)
            return [];
        if (request.Header("content-type") != ContentType)
            throw new AwsFailureException("InvalidRequestException", $"The content type must be {ContentType}.");
        try
        {
            return JsonNode.Parse(request.Body)!.AsObject();
        }
        catch (JsonException)
        {
            throw new AwsFailureException("InvalidRequestException", "The body is not JSON.");
        }
    }

    private static Dictionary<string, string>? Members(string template, string path)
    {
        var (expected, sent) = (template.Split('/'), path.Split('/'));
        if (expected.Length != sent.Length)
            return null;
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (part, value) in expected.Zip(sent))
        {
            if (part.StartsWith('{'))
                members[part.Trim('{', '}')] = Uri.UnescapeDataString(value);
            else if (part != value)
                return null;
        }

        return members;
    }
}
