using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace HoopConnect.Aws.Protocol;

/// <summary>
/// Writes a call as HTTP: a form for "AWS query protocol" and "AWS EC2 query protocol", a document for "AWS JSON 1.1 protocol", path, query
/// and document for "AWS restJson1 protocol" (Smithy specification).
/// </summary>
internal sealed class ProtocolMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly ProtocolMarshaller Instance = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var call = (ProtocolRequest)input;
        var request = new DefaultRequest(call, call.Service.Prefix) { HttpMethod = "POST", ResourcePath = "/" };
        if (call.Service.TargetPrefix is { } targetPrefix)
        {
            request.Headers["X-Amz-Target"] = $"{targetPrefix}.{call.Operation}";
            request.Headers["Content-Type"] = "application/x-amz-json-1.1";
            request.Content = call.Json;
            return request;
        }
        if (call.Path is { } path)
            return Rest(call, path);
        request.Parameters["Action"] = call.Operation;
        request.Parameters["Version"] = call.Service.ApiVersion;
        foreach (var (name, value) in call.Parameters)
            request.Parameters[name] = value;
        return request;
    }

    private static DefaultRequest Rest(ProtocolRequest call, string path)
    {
        var request = new DefaultRequest(call, call.Service.Prefix) { HttpMethod = call.Method, ResourcePath = path };
        foreach (var (name, value) in call.Parameters)
            request.Parameters[name] = value;
        request.UseQueryString = true;
        if (call.Json.Length == 0)
            return request;
        request.Headers["Content-Type"] = "application/json";
        request.Content = call.Json;
        return request;
    }
}
