using System.Collections.Concurrent;
using System.Text;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;
using HoopConnect.Sandbox.Services;
using HoopConnect.Sandbox.Signing;
using HoopConnect.Sandbox.Traffic;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HoopConnect.Sandbox;

/// <summary>
/// The one door of all services and regions: which service and region a call is for stands in its credential scope, as AWS's own front ends
/// read it.
/// </summary>
internal sealed class AwsEndpoint(Organisation organisation, IReadOnlyList<IAwsService> services, FaultInjector faults, RequestLog log)
{
    private const string UnsignedOperation = "AssumeRoleWithWebIdentity";
    private readonly Dictionary<string, IAwsService> _services = services.ToDictionary(
        service => service.SigningName, StringComparer.Ordinal);
    private readonly ConcurrentQueue<Exception> _defects = new();
    private readonly SigV4Verifier _verifier = new(organisation.Keys, organisation.Options.Time);

    /// <summary>Mistakes of the sandbox itself.</summary>
    public IReadOnlyCollection<Exception> Defects => _defects;

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.Date = organisation
            .Options.Time.GetUtcNow()
            .ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        if (
            HttpMethods.IsGet(context.Request.Method)
            && context.Request.Path == "/"
            && !context.Request.QueryString.HasValue
            && context.Request.Headers.Authorization.Count == 0)
        {
            // Who looks at an endpoint with a browser is sent to its documentation.
            context.Response.Redirect("https://aws.amazon.com/iam");
            return;
        }

        var request = await ReadAsync(context);
        var scope = AuthorizationHeader.TryParse(request.Header("authorization"))?.Scope ?? new CredentialScope("", "", "sts");
        if (!_services.TryGetValue(scope.Service, out var service))
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync($"The sandbox has no service '{scope.Service}'.");
            return;
        }
        if (organisation.Options.Latency > TimeSpan.Zero)
            await Task.Delay(organisation.Options.Latency, context.RequestAborted);

        var work = new Work(request, scope, service, Guid.NewGuid().ToString());
        var answer = Read(work) ?? Verify(work);
        var fault = work.Action.Length == 0 ? null : faults.Next(scope.Service, work.Action, work.Key?.AccountId ?? "", scope.Region);
        if (fault is { Delay.Ticks: > 0 })
            await Task.Delay(fault.Delay, context.RequestAborted);
        if (fault?.Kind == FaultKind.DropBefore)
        {
            Drop(context, work);
            return;
        }
        answer ??= Inject(work, fault) ?? Run(work);
        if (fault?.Kind == FaultKind.DropAfter)
        {
            Drop(context, work);
            return;
        }
        await WriteAsync(context, work, answer);
    }

    private static AwsAnswer? Read(Work work)
    {
        try
        {
            (work.Action, work.Parameters) = work.Protocol.Read(work.Request);
            return null;
        }
        catch (AwsFailureException failure)
        {
            return work.Fail(failure);
        }
    }

    private AwsAnswer? Verify(Work work)
    {
        (var fault, work.Key) = _verifier.Verify(work.Request);
        if (fault == SignatureFault.Missing && work.Action == UnsignedOperation)
            return null;
        if (fault == SignatureFault.None)
            fault = RegionFault(work);
        if (fault != SignatureFault.None)
            return work.Fail(work.Protocol.BadSignature(fault));
        var action = $"{work.Service.SigningName}:{work.Action}";
        // GetCallerIdentity needs no permission, and none can take it away.
        var isDenied =
            action != "sts:GetCallerIdentity" && organisation.Denials.IsDenied(work.Key!.AccountId, work.Key.PrincipalArn, action);
        return isDenied ? work.Fail(work.Protocol.Denied(work.Key!.PrincipalArn, action)) : null;
    }

    // Keys of one partition are not known in another, and services without regions sign for one of them only.
    private SignatureFault RegionFault(Work work)
    {
        var region = work.Scope.Region;
        var partition =
            region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
            : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov"
            : "aws";
        if (partition != organisation.Partition)
            return SignatureFault.UnknownKey;
        return (work.Service.SigningRegion(partition) ?? region) == region ? SignatureFault.None : SignatureFault.WrongRegion;
    }

    private static AwsAnswer? Inject(Work work, Fault? fault) => fault?.Kind switch
    {
        FaultKind.Throttle => work.Fail(work.Protocol.Throttled()),
        FaultKind.InternalError => work.Fail(work.Protocol.Internal()),
        FaultKind.ExpiredToken => work.Fail(work.Protocol.BadSignature(SignatureFault.SessionExpired)),
        FaultKind.Denied => work.Fail(work.Protocol.Denied(work.Key?.PrincipalArn ?? "", $"{work.Service.SigningName}:{work.Action}")),
        FaultKind.Error => work.Fail(
            new AwsFailureException(
                fault.ErrorCode, fault.ErrorMessage ?? $"The sandbox was asked for {fault.ErrorCode}.", fault.ErrorStatus)),
        _ => null,
    };

    private AwsAnswer Run(Work work)
    {
        try
        {
            lock (organisation.Gate)
                return work.Protocol.Write(
                    work.Action,
                    work.Service.Handle(new AwsCall(work.Action, work.Scope.Region, work.Parameters, work.Key)),
                    work.RequestId);
        }
        catch (AwsFailureException failure)
        {
            return work.Fail(failure);
        }
        catch (Exception defect)
        {
            // A mistake of the sandbox, not a fault that was asked for: it must not pass for one.
            _defects.Enqueue(defect);
            return work.Fail(work.Protocol.Internal());
        }
    }

    private void Drop(HttpContext context, Work work)
    {
        Log(work, 0, null);
        context.Abort();
    }

    private async Task WriteAsync(HttpContext context, Work work, AwsAnswer answer)
    {
        Log(work, answer.Status, answer.ErrorCode);
        organisation.Options.Observer?.Observe(new Exchange
        {
            Service = work.Scope.Service,
            Action = work.Action,
            Method = work.Request.Method,
            RequestTarget = work.Request.RawTarget,
            ErrorType = answer.ErrorTypeHeader,
            RequestHeaders = work.Request.Headers,
            RequestBody = Encoding.UTF8.GetString(work.Request.Body),
            Status = answer.Status,
            ContentType = answer.ContentType,
            AnswerBody = answer.Body,
            ErrorCode = answer.ErrorCode,
        });
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.Headers[answer.RequestIdHeader] = work.RequestId;
        if (answer.ErrorTypeHeader is not null)
            context.Response.Headers["x-amzn-ErrorType"] = answer.ErrorTypeHeader;
        var bytes = Encoding.UTF8.GetBytes(answer.Body);
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private void Log(Work work, int status, string? errorCode) => log.Add(new RequestRecord
    {
        Service = work.Scope.Service,
        Action = work.Action,
        Region = work.Scope.Region,
        AccessKeyId = work.Key?.AccessKeyId ?? AuthorizationHeader.TryParse(work.Request.Header("authorization"))?.AccessKeyId ?? "",
        AccountId = work.Key?.AccountId ?? "",
        PrincipalArn = work.Key?.PrincipalArn ?? "",
        Parameters = work.Parameters.Redacted(),
        Status = status,
        ErrorCode = errorCode,
        UserAgent = work.Request.Header("user-agent") ?? "",
    });

    private static async Task<SignedRequest> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key.ToLowerInvariant(), header => header.Value.Select(value => value ?? "").ToArray(), StringComparer.Ordinal);
        return new SignedRequest(
            context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, headers, body.ToArray());
    }

    private sealed class Work(SignedRequest request, CredentialScope scope, IAwsService service, string requestId)
    {
        public SignedRequest Request { get; } = request;

        public CredentialScope Scope { get; } = scope;

        public IAwsService Service { get; } = service;

        public IAwsProtocol Protocol => Service.Protocol;

        public string RequestId { get; } = requestId;

        public string Action { get; set; } = "";

        public AwsParameters Parameters { get; set; } = new(new Dictionary<string, string>());

        public AccessKey? Key { get; set; }

        public AwsAnswer Fail(AwsFailureException failure) => Protocol.WriteFailure(failure, RequestId);
    }
}
