using System.Text;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using HoopConnect.Aws.Protocol;
using HoopConnect.Hosting;

namespace HoopConnect.Aws.Sessions;

/// <summary>The calls of AWS STS: who we are, and the roles we take.</summary>
internal sealed class StsAccess(AwsRegion region, EndpointSettings endpoints, PooledHttpClients httpClients)
{
    // An hour: the longest a chained role may have ("Role chaining" in the IAM User Guide), and every role's default.
    private const int SessionSeconds = 3600;

    private readonly ServiceEndpoint _endpoint = ServiceEndpoint.For(AwsService.Sts, region, endpoints);

    public async Task<CallerIdentity> GetCallerIdentityAsync(SessionCredentials session, CancellationToken cancellationToken)
    {
        await session.EnsureAsync(cancellationToken);
        return await CallAsync(session.Credentials, Context("GetCallerIdentity", "", null, session.RenewAdvice), async sts =>
        {
            var answer = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken);
            return new CallerIdentity(answer.Account, answer.Arn, answer.UserId);
        }, cancellationToken);
    }

    public async Task<ExpiringKeys> AssumeRoleAsync(
        SessionCredentials session,
        CallerIdentity caller,
        string accountId,
        string roleArn,
        string? externalId,
        CancellationToken cancellationToken)
    {
        await session.EnsureAsync(cancellationToken);
        var context = Context("AssumeRole", accountId, caller.Arn, session.RenewAdvice) with { Target = roleArn };
        return await CallAsync(session.Credentials, context, async sts =>
        {
            var answer = await sts.AssumeRoleAsync(new AssumeRoleRequest
            {
                RoleArn = roleArn,
                RoleSessionName = RoleSessionName.For(caller),
                ExternalId = externalId,
                DurationSeconds = SessionSeconds,
            }, cancellationToken);
            return Keys(answer.Credentials);
        }, cancellationToken);
    }

    public Task<ExpiringKeys> AssumeRoleWithWebIdentityAsync(
        string tokenFile, string roleArn, string sessionName, CancellationToken cancellationToken)
    {
        var context = Context(
            "AssumeRoleWithWebIdentity",
            "",
            null,
            $"See that '{tokenFile}' holds a fresh token and that the role trusts its issuer."
        ) with
        {
            Target = roleArn,
        };
        return CallAsync(new AnonymousAWSCredentials(), context, async sts =>
        {
            // Read each time: EKS renews the file.
            var token = await ReadTokenAsync(tokenFile, cancellationToken);
            var answer = await sts.AssumeRoleWithWebIdentityAsync(new AssumeRoleWithWebIdentityRequest
            {
                RoleArn = roleArn,
                RoleSessionName = sessionName,
                WebIdentityToken = token,
            }, cancellationToken);
            return Keys(answer.Credentials);
        }, cancellationToken);
    }

    public async Task<TimeSpan> GetClockSkewAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var sent = time.GetUtcNow();
            // Answered without a signature, by a redirection to its documentation; every answer has a date (RFC 9110, section 6.6.1).
            using var answer = await httpClients
                .CreateHttpClient(null!)
                .GetAsync(_endpoint.Url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var came = time.GetUtcNow();
            return answer.Headers.Date is { } date
                // Seconds are cut off, so half of one is added.
                ? date + TimeSpan.FromSeconds(0.5) - (sent + ((came - sent) / 2))
                : throw AwsErrors.NoServerTime.Error($"The answer of {_endpoint.Url} has no date.", _endpoint.Url.ToString());
        }
        catch (Exception failure)
            when (failure is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw AwsFailures.From(failure, Context("GetCallerIdentity", "", null, ""));
        }
    }

    private async Task<T> CallAsync<T>(
        AWSCredentials credentials,
        AwsCallContext context,
        Func<AmazonSecurityTokenServiceClient, Task<T>> call,
        CancellationToken cancellationToken)
    {
        var config = new AmazonSecurityTokenServiceConfig();
        ProtocolClientConfig.Configure(config, _endpoint, httpClients);
        using var sts = new AmazonSecurityTokenServiceClient(credentials, config);
        try
        {
            return await call(sts);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw AwsFailures.From(failure, context);
        }
    }

    private static async Task<string> ReadTokenAsync(string tokenFile, CancellationToken cancellationToken)
    {
        try
        {
            // Whoever renews it may replace it meanwhile.
            return Encoding.UTF8.GetString(await SharedFile.ReadAsync(tokenFile, cancellationToken)).TrimStart('\uFEFF').Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw AwsErrors.InvalidCredentials.Error(
                $"The web identity token '{tokenFile}' (AWS_WEB_IDENTITY_TOKEN_FILE) could not be read: {failure.Message}",
                tokenFile,
                cause: failure);
        }
    }

    private AwsCallContext Context(string operation, string accountId, string? principal, string renewAdvice) =>
        new($"sts:{operation}", accountId, region, principal, renewAdvice, _endpoint.Url);

    private static ExpiringKeys Keys(Amazon.SecurityToken.Model.Credentials credentials) =>
        new(new ImmutableCredentials(credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken),
            new DateTimeOffset(credentials.Expiration?.ToUniversalTime() ?? DateTime.UtcNow));
}
