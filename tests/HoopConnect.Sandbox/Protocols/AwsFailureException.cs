using System.Net;

namespace HoopConnect.Sandbox.Protocols;

/// <summary>A failure that the service answers in its protocol's form.</summary>
public sealed class AwsFailureException(string code, string message, HttpStatusCode status = HttpStatusCode.BadRequest) : Exception(message)
{
    /// <summary>AWS's error code.</summary>
    public string Code { get; } = code;

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;
}
