using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoopConnect.Sandbox.Signing;

namespace HoopConnect.Sandbox.Protocols;

/// <summary>
/// The JSON 1.1 and 1.0 protocols: operation in <c>X-Amz-Target</c>, JSON in and out, <c>__type</c> names the error.
/// </summary>
internal sealed class JsonProtocol(string targetPrefix, string throttlingCode, string version = "1.1") : IAwsProtocol
{
    private const string RequestIdHeader = "x-amzn-RequestId";

    private string ContentType { get; } = "application/x-amz-json-" + version;

    public (string Action, AwsParameters Parameters) Read(SignedRequest request)
    {
        if (request.Header("x-amz-target")?.Split('.') is not [var prefix, var action] || prefix != targetPrefix)
            throw new AwsFailureException(
                "UnknownOperationException", $"The X-Amz-Target header must name an operation of {targetPrefix}.");
        if (request.Header("content-type") != ContentType)
            throw new AwsFailureException("UnknownOperationException", $"The content type must be {ContentType}.");
        try
        {
            var json = request.Body.Length == 0 ? [] : JsonNode.Parse(request.Body)!.AsObject();
            return (
                action,
                new AwsParameters(json.ToDictionary(member => member.Key, member => member.Value?.ToString() ?? "", StringComparer.Ordinal))
            );
        }
        catch (JsonException)
        {
            throw new AwsFailureException("SerializationException", "The body is not JSON.");
        }
    }

    public AwsAnswer Write(string action, AwsResult result, string requestId) =>
        new(200, ContentType, result.Json!.ToJsonString(), RequestIdHeader);

    public AwsAnswer WriteFailure(AwsFailureException failure, string requestId) =>
        new(
            (int)failure.Status,
            ContentType,
            new JsonObject { ["__type"] = failure.Code, ["Message"] = failure.Message }.ToJsonString(),
            RequestIdHeader,
            failure.Code);

    public AwsFailureException BadSignature(SignatureFault fault) => fault switch
    {
        SignatureFault.Missing => new("MissingAuthenticationTokenException", "Missing Authentication Token"),
        SignatureFault.UnknownKey => new("UnrecognizedClientException", "The security token included in the request is invalid."),
        SignatureFault.SessionExpired => new("ExpiredTokenException", "The security token included in the request is expired"),
            SignatureFault.ClockSkewed => new(
                "InvalidSignatureException",
                "Signature expired: the date of the request is more than 15 min. from ours"),
        SignatureFault.WrongRegion => new("InvalidSignatureException", "Credential should be scoped to a valid region."),
            _ => new(
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and " +
                    "signing method."
            ),
    };

    public AwsFailureException Denied(string principalArn, string action) => new("AccessDeniedException",
        $"User: {principalArn} is not authorized to perform: {action} because no identity-based policy allows the {action} action");

    public AwsFailureException Throttled() => new(throttlingCode, "Too many requests.");

    public AwsFailureException Internal() =>
        new("ServiceException", "Something went wrong on our side.", HttpStatusCode.InternalServerError);
}
