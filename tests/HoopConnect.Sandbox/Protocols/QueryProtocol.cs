using System.Net;
using System.Xml.Linq;
using HoopConnect.Sandbox.Signing;

namespace HoopConnect.Sandbox.Protocols;

/// <summary>The Query protocol of STS, RDS and IAM: form in, XML out, in a result wrapper with the request id behind it.</summary>
internal sealed class QueryProtocol(string xmlNamespace, string version) : IAwsProtocol
{
    private const string RequestIdHeader = "x-amzn-RequestId";
    private readonly XNamespace _namespace = xmlNamespace;

    public (string Action, AwsParameters Parameters) Read(SignedRequest request) => FormReader.Read(request, version);

    public AwsAnswer Write(string action, AwsResult result, string requestId) => Xml(200, new XElement(action + "Response",
        // An operation that gives nothing has no result in its answer.
        result.Elements.Count == 0 ? null : new XElement(action + "Result", result.Elements),
        new XElement("ResponseMetadata", new XElement("RequestId", requestId))), null);

    public AwsAnswer WriteFailure(AwsFailureException failure, string requestId) => Xml((int)failure.Status, new XElement("ErrorResponse",
        new XElement("Error",
            new XElement("Type", (int)failure.Status < 500 ? "Sender" : "Receiver"),
            new XElement("Code", failure.Code),
            new XElement("Message", failure.Message)),
        new XElement("RequestId", requestId)), failure.Code);

    public AwsFailureException BadSignature(SignatureFault fault) => fault switch
    {
        SignatureFault.Missing => new("MissingAuthenticationToken", "Request is missing Authentication Token", HttpStatusCode.Forbidden),
            SignatureFault.UnknownKey => new(
                "InvalidClientTokenId",
                "The security token included in the request is invalid.",
                HttpStatusCode.Forbidden),
            SignatureFault.SessionExpired => new(
                "ExpiredToken",
                "The security token included in the request is expired",
                HttpStatusCode.Forbidden),
            SignatureFault.ClockSkewed => new(
                "SignatureDoesNotMatch",
                "Signature expired: the date of the request is more than 15 min. from ours",
                HttpStatusCode.Forbidden),
            SignatureFault.WrongRegion => new(
                "SignatureDoesNotMatch",
                "Credential should be scoped to a valid region.",
                HttpStatusCode.Forbidden),
            _ => new(
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and " +
                    "signing method.",
                HttpStatusCode.Forbidden),
    };

    public AwsFailureException Denied(string principalArn, string action) => new("AccessDenied",
            $"User: {principalArn} is not authorized to perform: {action} because no identity-based policy allows the {action} action",
            HttpStatusCode.Forbidden);

    public AwsFailureException Throttled() => new("Throttling", "Rate exceeded");

    public AwsFailureException Internal() =>
        new(
            "InternalFailure",
            "An internal error has occurred. Please try your query again at a later time.",
            HttpStatusCode.InternalServerError);

    private AwsAnswer Xml(int status, XElement root, string? errorCode)
    {
        foreach (var element in root.DescendantsAndSelf())
            element.Name = _namespace + element.Name.LocalName;
        return new AwsAnswer(status, "text/xml", root.ToString(SaveOptions.DisableFormatting), RequestIdHeader, errorCode);
    }
}
