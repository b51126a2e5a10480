using Amazon.Runtime;
using HoopConnect.Secrets;

namespace HoopConnect.Aws.Protocol;

/// <summary>One call: an operation with its members, flattened for the Query protocols or as a JSON document.</summary>
internal sealed class ProtocolRequest(AwsService service, string operation) : AmazonWebServiceRequest
{
    public AwsService Service { get; } = service;

    public string Operation { get; } = operation;

    /// <summary>Members of a Query or EC2-Query call, for example <c>Filter.1.Name</c>.</summary>
    public Dictionary<string, string> Parameters { get; init; } = [];

    /// <summary>What the call is about, for its error: a database, a role, a group; null for nothing in particular.</summary>
    public string? Target { get; init; }

    /// <summary>The secret among the parameters; null for none.</summary>
    public Secret? Secret { get; init; }

    /// <summary>The method of a REST-JSON call; the other protocols always post.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>
    /// The path of a REST-JSON call, its parts escaped; null for the other protocols. <see cref="Parameters"/> are its query then.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The JSON document of a JSON call, in UTF-8.</summary>
    public byte[] Json { get; init; } = [];

    /// <summary>The operation only: parameters may hold a password.</summary>
    public override string ToString() => $"{Service.Prefix}:{Operation}";
}
