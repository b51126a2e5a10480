using HoopConnect.Sandbox.Signing;

namespace HoopConnect.Sandbox.Protocols;

/// <summary>
/// One of AWS's protocols: how a call is read and its answer written, and the words it has for failures that every service shares.
/// </summary>
internal interface IAwsProtocol
{
    /// <summary>The operation and its parameters.</summary>
    /// <exception cref="AwsFailureException">The request is not in this protocol's form.</exception>
    (string Action, AwsParameters Parameters) Read(SignedRequest request);

    AwsAnswer Write(string action, AwsResult result, string requestId);

    AwsAnswer WriteFailure(AwsFailureException failure, string requestId);

    AwsFailureException BadSignature(SignatureFault fault);

    AwsFailureException Denied(string principalArn, string action);

    AwsFailureException Throttled();

    AwsFailureException Internal();
}
