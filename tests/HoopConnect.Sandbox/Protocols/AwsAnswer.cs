namespace HoopConnect.Sandbox.Protocols;

/// <summary>An HTTP answer.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The content type.</param>
/// <param name="Body">The payload.</param>
/// <param name="RequestIdHeader">The header that carries the request id in this protocol.</param>
/// <param name="ErrorCode">AWS's error code; null for success.</param>
internal sealed record AwsAnswer(int Status, string ContentType, string Body, string RequestIdHeader, string? ErrorCode = null)
{
    /// <summary>What stands in <c>x-amzn-ErrorType</c>; null where the body names the error.</summary>
    public string? ErrorTypeHeader { get; init; }
}
