using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace HoopConnect.Aws.Protocol;

/// <summary>The answer to a JSON call.</summary>
internal sealed class JsonAnswer : AmazonWebServiceResponse
{
    /// <summary>The whole document.</summary>
    public JsonElement Root { get; set; }
}

/// <summary>Reads answers and errors of the JSON protocol.</summary>
internal sealed class JsonAnswerUnmarshaller : JsonResponseUnmarshaller
{
    public static readonly JsonAnswerUnmarshaller Instance = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) => new JsonAnswer
    {
        Root = Load(input.Stream),
        ResponseMetadata = new ResponseMetadata { RequestId = input.ResponseData.GetHeaderValue("x-amzn-RequestId") },
    };

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var requestId = input.ResponseData.GetHeaderValue("x-amzn-RequestId");
        try
        {
            var root = Load(input.Stream);
            // "__type" may carry a namespace: com.amazonaws.organizations#AccessDeniedException.
            var code = root.Text("__type") ?? root.Text("code") ?? input.ResponseData.GetHeaderValue("x-amzn-ErrorType");
            return ServiceFailure.Make(
                root.Text("message") ?? root.Text("Message"), code?.Split('#')[^1].Split(':')[0], requestId, innerException, statusCode);
        }
        catch (JsonException)
        {
            return ServiceFailure.Make(null, null, requestId, innerException, statusCode);
        }
    }

    private static JsonElement Load(Stream stream)
    {
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
