using System.Net;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace HoopConnect.Aws.Protocol;

/// <summary>The answer to a Query or EC2-Query call.</summary>
internal sealed class XmlAnswer : AmazonWebServiceResponse
{
    /// <summary>The whole document; element names are read without their namespace.</summary>
    public XElement Root { get; set; } = new("empty");
}

/// <summary>Reads answers and errors of the Query protocols.</summary>
internal sealed class XmlAnswerUnmarshaller : XmlResponseUnmarshaller
{
    public static readonly XmlAnswerUnmarshaller Instance = new();

    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
    {
        var root = Load(input.Stream);
        return new XmlAnswer
        {
            Root = root,
            ResponseMetadata = new ResponseMetadata { RequestId = RequestId(root) },
        };
    }

    public override AmazonServiceException UnmarshallException(
        XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        try
        {
            // Query: ErrorResponse/Error and RequestId; EC2: Response/Errors/Error and RequestID.
            var root = Load(input.Stream);
            var error = root.DescendantsAndSelf().FirstOrDefault(element => element.Name.LocalName == "Error") ?? root;
            return ServiceFailure.Make(error.Text("Message"), error.Text("Code"), RequestId(root), innerException, statusCode);
        }
        catch (XmlException)
        {
            // A load balancer or proxy answered, not the service.
            return ServiceFailure.Make(null, null, null, innerException, statusCode);
        }
    }

    private static XElement Load(Stream stream)
    {
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        return XElement.Load(reader);
    }

    private static string RequestId(XElement root) =>
        root.Descendants()
            .FirstOrDefault(element => string.Equals(element.Name.LocalName, "RequestId", StringComparison.OrdinalIgnoreCase))
            ?.Value
        ?? "";
}
