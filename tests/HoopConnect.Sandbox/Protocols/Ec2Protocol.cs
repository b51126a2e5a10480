using System.Net;
using System.Xml.Linq;
using HoopConnect.Sandbox.Signing;

namespace HoopConnect.Sandbox.Protocols;

/// <summary>
/// EC2's own flavour of the Query protocol: lists flattened on the way in, no result wrapper and other error names on the way out.
/// </summary>
internal sealed class Ec2Protocol : IAwsProtocol
{
    private const string RequestIdHeader = "x-amzn-requestid";
    private const string Version = "2016-11-15";
    private static readonly XNamespace Namespace = $"http://ec2.amazonaws.com/doc/{Version}/";

    public (string Action, AwsParameters Parameters) Read(SignedRequest request) => FormReader.Read(request, Version);

    public AwsAnswer Write(string action, AwsResult result, string requestId)
    {
        var root = new XElement(action + "Response", new XElement("requestId", requestId), result.Elements);
        foreach (var element in root.DescendantsAndSelf())
            element.Name = Namespace + element.Name.LocalName;
        return new AwsAnswer(200, "text/xml;charset=UTF-8", Declared(root), RequestIdHeader);
    }

    // The error document has no namespace, and its id is spelled RequestID.
    public AwsAnswer WriteFailure(AwsFailureException failure, string requestId) =>
        new(
            (int)failure.Status,
            "text/xml;charset=UTF-8",
            Declared(
                new XElement(
                    "Response",
        new XElement("Errors", new XElement("Error", new XElement("Code", failure.Code), new XElement("Message", failure.Message))),
        new XElement("RequestID", requestId))), RequestIdHeader, failure.Code);

    public AwsFailureException BadSignature(SignatureFault fault) => fault switch
    {
        SignatureFault.Missing => new("MissingParameter", "The request must contain the parameter AWSAccessKeyId"),
            SignatureFault.UnknownKey => new(
                "AuthFailure",
                "AWS was not able to validate the provided access credentials",
                HttpStatusCode.Unauthorized),
        SignatureFault.SessionExpired => new("RequestExpired", "Request has expired."),
        SignatureFault.ClockSkewed => new("RequestExpired", "Request has expired."),
            _ => new(
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and " +
                    "signing method.",
                HttpStatusCode.Forbidden),
    };

    public AwsFailureException Denied(string principalArn, string action) => new("UnauthorizedOperation",
            $"You are not authorized to perform this operation. User: {principalArn} is not authorized to perform: {action}",
            HttpStatusCode.Forbidden);

    public AwsFailureException Throttled() => new("RequestLimitExceeded", "Request limit exceeded.", HttpStatusCode.ServiceUnavailable);

    public AwsFailureException Internal() => new("InternalError", "An internal error has occurred", HttpStatusCode.InternalServerError);

    private static string Declared(XElement root) =>
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + root.ToString(SaveOptions.DisableFormatting);
}
