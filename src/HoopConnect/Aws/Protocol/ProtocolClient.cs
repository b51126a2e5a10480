using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace HoopConnect.Aws.Protocol;

/// <summary>
/// One client for every service and operation, on the SDK's own pipeline: it signs (Signature Version 4), retries and pools as the
/// service packages do, which are not needed for the few calls we make.
/// </summary>
internal sealed class ProtocolClient(AWSCredentials credentials, ProtocolClientConfig config) : AmazonServiceClient(credentials, config)
{
    private static readonly IServiceMetadata Metadata = new NoMetadata();

    private static readonly InvokeOptions XmlOptions = new()
    {
        RequestMarshaller = ProtocolMarshaller.Instance,
        ResponseUnmarshaller = XmlAnswerUnmarshaller.Instance,
    };

    private static readonly InvokeOptions JsonOptions = new()
    {
        RequestMarshaller = ProtocolMarshaller.Instance,
        ResponseUnmarshaller = JsonAnswerUnmarshaller.Instance,
    };

    protected override IServiceMetadata ServiceMetadata => Metadata;

    protected override bool SupportResponseLogging => false;

    public Task<XmlAnswer> QueryAsync(ProtocolRequest request, CancellationToken cancellationToken) =>
        InvokeAsync<XmlAnswer>(request, XmlOptions, cancellationToken);

    public Task<JsonAnswer> JsonAsync(ProtocolRequest request, CancellationToken cancellationToken) =>
        InvokeAsync<JsonAnswer>(request, JsonOptions, cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) =>
        pipeline.AddHandlerAfter<Marshaller>(new SignatureVersion4());

    private sealed class SignatureVersion4 : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }

    private sealed class NoMetadata : IServiceMetadata
    {
        public string ServiceId => "HoopConnect";

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
    }
}
