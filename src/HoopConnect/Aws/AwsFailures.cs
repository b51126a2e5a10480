using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Aws;

/// <summary>Where and as whom a call was made, for its error.</summary>
/// <param name="Operation">For example <c>rds:ModifyDBInstance</c>.</param>
/// <param name="AccountId">The account; empty where it is not known.</param>
/// <param name="Region">The region.</param>
/// <param name="Principal">The ARN of who calls; null where it is not known yet.</param>
/// <param name="RenewAdvice">What to do about credentials that have expired or are refused.</param>
/// <param name="Endpoint">The host that was called.</param>
internal sealed record AwsCallContext(
    string Operation, string AccountId, AwsRegion Region, string? Principal, string RenewAdvice, Uri Endpoint)
{
    /// <summary>
    /// The secret that the call carried; null for none. Then nothing but AWS's own words goes into the error, and not the secret where AWS
    /// repeats it.
    /// </summary>
    public Secret? Secret { get; init; }

    /// <summary>The database the call was about; null for none.</summary>
    public string? Target { get; init; }

    /// <summary>Account and region, for messages.</summary>
    public string Where => AccountId.Length > 0 ? $"account {AccountId}, {Region}" : Region.Name;
}

/// <summary>Turns what the SDK throws into errors of ours.</summary>
internal static class AwsFailures
{
    public static bool IsExpired(AmazonServiceException failure) =>
        failure.ErrorCode is "ExpiredToken" or "ExpiredTokenException" or "RequestExpired";

    public static bool IsUnreachable(Exception failure) =>
        Chain(failure).Any(IsOfTheNetwork);

    /// <summary>
    /// True where who calls could not be told, or its credentials have ended: every other call would fail the same way.
    /// </summary>
    public static bool AreOfTheCaller(Exception failure) =>
        failure is HoopException ours
        && (ours.IsAnyOf(AwsErrors.ExpiredToken, AwsErrors.SsoLoginExpired, AwsErrors.NoCredentials)
            || ours is AwsErrorException { Operation: "sts:GetCallerIdentity" });

    public static HoopException From(Exception failure, AwsCallContext call)
    {
        // The SDK may have wrapped it.
        if (Chain(failure).OfType<HoopException>().FirstOrDefault() is { } ours)
            return ours;
        var answer = Chain(failure).OfType<AmazonServiceException>().FirstOrDefault(cause => !string.IsNullOrEmpty(cause.ErrorCode));
        if (answer is not null)
            return FromAnswer(answer, call);
        if (IsUnreachable(failure))
            return Unreachable(failure, call);
        return Make(AwsErrors.ServiceError, $"{call.Operation} failed ({call.Where}): {failure.Message}", failure, call);
    }

    private static AwsErrorException FromAnswer(AmazonServiceException answer, AwsCallContext call)
    {
        var code = answer.ErrorCode;
        var said = $"{answer.Message.TrimEnd('.')} ({code})";
        switch (code)
        {
            case "ExpiredToken" or "ExpiredTokenException" or "RequestExpired":
                return Make(
                    AwsErrors.ExpiredToken,
                    $"The AWS credentials have expired: {call.Operation} in {call.Where}.",
                    answer,
                    call,
                    call.RenewAdvice);
            case "AccessDenied" or "AccessDeniedException" or "UnauthorizedOperation" or "AuthorizationError" or "NotAuthorized":
                return Denied(answer, call);
            case "InvalidClientTokenId"
            or "UnrecognizedClientException"
            or "SignatureDoesNotMatch"
            or "InvalidSignatureException"
            or "AuthFailure"
            or "InvalidAccessKeyId"
            or "MissingAuthenticationToken"
            or "MissingAuthenticationTokenException"
            or "IncompleteSignature"
            or "InvalidIdentityToken":
                return Make(
                    AwsErrors.InvalidCredentials,
                    $"AWS refused the credentials for {call.Operation} in {call.Where}: {said}.",
                    answer,
                    call,
                    call.RenewAdvice + " Where only one region refuses, it may not be enabled in the account.");
            case "DBInstanceNotFound"
            or "DBInstanceNotFoundFault"
            or "DBClusterNotFoundFault"
            or "DBClusterNotFound"
            or "DBProxyNotFoundFault":
                return Make(AwsErrors.DatabaseNotFound, $"There is no database '{call.Target}' in {call.Where}.", answer, call);
            case "InvalidDBInstanceState" or "InvalidDBInstanceStateFault" or "InvalidDBClusterStateFault":
                return Make(
                    AwsErrors.InvalidState,
                    $"'{call.Target}' is in a state in which {call.Operation} cannot be done ({call.Where}): {said}.",
                    answer,
                    call);
        }
        if (code == "HTTP403")
        {
            // Nobody said who may not do what: a proxy or gateway on the way, or credentials that the service cannot tell.
            return Make(
                AwsErrors.InvalidCredentials,
                $"{call.Endpoint.Authority} refused {call.Operation} in {call.Where} without saying why ({code}).",
                answer,
                call,
                "Check the credentials, and what answers at that address: a proxy on the way refuses like that too.");
        }
        if (
            code.EndsWith(".NotFound", StringComparison.Ordinal)
            || code.EndsWith("NotFoundFault", StringComparison.Ordinal)
            || code.EndsWith("NotFoundException", StringComparison.Ordinal)
            || code is "NoSuchEntity" or "QueueDoesNotExist" or "AWS.SimpleQueueService.NonExistentQueue")
            return Make(AwsErrors.NotFound, $"{call.Operation} failed in {call.Where}: {said}.", answer, call);
        return IsThrottling(answer)
            ? Make(
                AwsErrors.Throttled,
                $"AWS asked to slow down and retries did not help: {call.Operation} in {call.Where}: {said}.",
                answer,
                call)
            : Make(AwsErrors.ServiceError, $"{call.Operation} failed in {call.Where}: {said}.", answer, call);
    }

    private static AwsErrorException Denied(AmazonServiceException answer, AwsCallContext call)
    {
        var principal = call.Principal ?? "the caller";
        // EC2 appends an encoded reason, hundreds of characters that nobody can read.
        var said = answer.Message.Split("Encoded authorization failure message:")[0].Trim().TrimEnd('.');
        if (call.Operation == "sts:AssumeRole")
            return Make(
                AwsErrors.AssumeRoleDenied,
                $"{principal} may not assume the role '{call.Target}' in account {call.AccountId}: {said}.",
                answer,
                call,
                $"Check that the role exists in account {call.AccountId}, that its trust policy names account and external id of the " +
                    "caller, and that the caller's policy allows sts:AssumeRole on it."
            );
        return Make(AwsErrors.AccessDenied, $"{principal} may not call {call.Operation} in {call.Where}: {said}.", answer, call,
            IsOfTheDirectory(call.Operation)
                ? $"Allow {call.Operation} to {principal}: Get-HoopIamPolicy -Kind IdentityCenterSync has what reading the directory " +
                    "needs, and -Kind IdentityCenterAbac -Apply is for who administers IAM Identity Center."
            : WritesPolicies(call.Operation)
                ? $"Allow {call.Operation} to {principal}, or let somebody put the policy in place who may: HoopAWSConnect does not " +
                    "have it, since who may write policies may do anything."
                : $"Allow {call.Operation} to {principal} (the policy HoopAWSConnect of Get-HoopIamPolicy has all actions that are " +
                    "needed), and see that no service control policy denies it."
        );
    }

    private static bool IsOfTheDirectory(string operation) => operation.Split(':')[0] is "identitystore" or "sso" or "sns" or "sqs";

    private static bool WritesPolicies(string operation) =>
        operation.StartsWith("iam:", StringComparison.Ordinal) && operation is not ("iam:GetRole" or "iam:SimulatePrincipalPolicy");

    private static AwsErrorException Unreachable(Exception failure, AwsCallContext call)
    {
        // The outermost says which host and port it was: with a proxy, another one than the endpoint's.
        var cause = Chain(failure).First(IsOfTheNetwork);
        var advice = "Check the network, the proxy and the name resolution of this machine.";
        if (!call.Region.IsListed && AwsRegion.Nearest(call.Region.Name) is { } nearest)
            advice += $" The region '{call.Region}' is not a known one; did you mean '{nearest}'?";
        return Make(
            AwsErrors.Unreachable,
            $"{call.Endpoint.Authority} could not be reached for {call.Operation} in {call.Where}: {cause.Message}",
            failure,
            call,
            advice);
    }

    private static bool IsThrottling(AmazonServiceException answer) =>
        answer.Retryable is { Throttling: true }
        || answer.StatusCode == System.Net.HttpStatusCode.TooManyRequests
        || answer.ErrorCode
            is "Throttling"
                or "ThrottlingException"
                or "ThrottledException"
                or "RequestThrottled"
                or "RequestThrottledException"
                or "TooManyRequestsException"
                or "RequestLimitExceeded"
                or "BandwidthLimitExceeded"
                or "SlowDown"
                or "PriorRequestNotComplete"
                or "EC2ThrottledException";

    private static AwsErrorException Make(
        ErrorDefinition definition, string message, Exception failure, AwsCallContext call, string? advice = null)
    {
        var answer = failure as AmazonServiceException;
        return new AwsErrorException(definition, Scrub(message, call.Secret), call.Secret is null ? failure : null)
        {
            AwsErrorCode = Scrub(answer?.ErrorCode ?? "", call.Secret),
            RequestId = answer?.RequestId ?? "",
            AccountId = call.AccountId,
            Region = call.Region.Name,
            Operation = call.Operation,
            Target = call.Target ?? (call.AccountId.Length > 0 ? call.AccountId : null),
            RecommendedAction = advice ?? definition.WayOut,
        };
    }

    private static bool IsOfTheNetwork(Exception cause) =>
        cause
            is HttpRequestException
                or SocketException
                or IOException
                or TimeoutException
                or AuthenticationException
                or TaskCanceledException;

    private static string Scrub(string text, Secret? secret) =>
        secret?.HideIn(text) ?? text;

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
