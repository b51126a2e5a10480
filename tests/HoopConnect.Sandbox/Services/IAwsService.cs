using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>One AWS service.</summary>
internal interface IAwsService
{
    /// <summary>Its name in credential scopes and IAM actions.</summary>
    string SigningName { get; }

    /// <summary>What it speaks.</summary>
    IAwsProtocol Protocol { get; }

    /// <summary>
    /// The one region that requests of a service without regions must be signed for, by partition; null where each region is its own.
    /// </summary>
    string? SigningRegion(string partition) => null;

    /// <summary>Does what was asked. Called with the organisation's gate held.</summary>
    /// <exception cref="AwsFailureException">The service refuses.</exception>
    AwsResult Handle(AwsCall call);
}
