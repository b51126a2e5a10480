using System.Net;
using Amazon.Runtime;

namespace HoopConnect.Aws.Protocol;

/// <summary>A service's error as the SDK's retry rules expect it: they look at the code and the HTTP status.</summary>
internal static class ServiceFailure
{
    public static AmazonServiceException Make(
        string? message,
        string? code,
        string? requestId,
        Exception innerException,
        HttpStatusCode statusCode
    ) =>
        new(
            string.IsNullOrWhiteSpace(message) ? $"HTTP status {(int)statusCode} without a readable error" : message,
            innerException,
            (int)statusCode < 500 ? ErrorType.Sender : ErrorType.Receiver,
            string.IsNullOrWhiteSpace(code) ? $"HTTP{(int)statusCode}" : code,
            requestId ?? "",
            statusCode);
}
