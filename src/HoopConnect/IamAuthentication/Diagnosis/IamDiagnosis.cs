using System.Net;
using System.Net.Sockets;
using HoopConnect.Aws;
using HoopConnect.Aws.Iam;
using HoopConnect.Databases;
using HoopConnect.Databases.IamUsers;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;
using HoopConnect.Secrets;

namespace HoopConnect.IamAuthentication.Diagnosis;

/// <summary>
/// Finds out why a login by token fails: RDS tells nobody its reasons, so each link of the chain is looked at by itself. Changes nothing;
/// it logs in once with a token.
/// </summary>
public sealed class IamDiagnosis
{
    private readonly IAwsServices _aws;
    private readonly IDatabaseDirectory _directory;
    private readonly RdsAuthTokens _tokens;
    private readonly Func<string, CancellationToken, Task<string?>> _canonicalName;

    /// <summary>Diagnoses with the credentials of one AWS session, whose policies are the ones in question.</summary>
    public IamDiagnosis(IAwsServices aws, IDatabaseDirectory directory)
        : this(aws, directory, new RdsAuthTokens(aws), CanonicalNameAsync)
    {
    }

    internal IamDiagnosis(
        IAwsServices aws,
        IDatabaseDirectory directory,
        RdsAuthTokens tokens,
        Func<string, CancellationToken, Task<string?>> canonicalName
    ) => (_aws, _directory, _tokens, _canonicalName) = (aws, directory, tokens, canonicalName);

    /// <summary>One row a link, in their order.</summary>
    /// <exception cref="HoopException"><c>Database.EngineNotServed</c>. Everything else is in the rows.</exception>
    public async Task<IReadOnlyList<IamCheck>> RunAsync(IamDiagnosisRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var engine = DatabaseEngines.For(request.Database.Engine);
        var now =
            request.Database.Arn.Length == 0
                ? null
                : await Asked<RdsDatabase>.OfAsync(() => _directory.GetAsync(request.Database.Arn, cancellationToken));
        var database = now?.Answer ?? request.Database;
        var skew = Asked<TimeSpan>.OfAsync(() => _aws.GetClockSkewAsync(cancellationToken));
        var policy = now is null ? null : Asked<PolicyAnswer>.OfAsync(() => SimulateAsync(database, request.UserName, cancellationToken));
        var user = request.Administrator is { } administrator
            ? Asked<IamUserReading>.OfAsync(() =>
                engine.IamUsers.ReadAsync(
                    request.Way with
                    {
                        Login = administrator,
                        Database = null,
                    },
                    request.UserName,
                    request.HostPattern,
                    cancellationToken))
            : null;
        var token = Asked<DateTime>.OfAsync(() => LogInAsync(request, database, now is not null, engine, cancellationToken));
        var facts = new IamFacts
        {
            Now = now,
            Skew = await skew,
            Policy = policy is null ? null : await policy,
            User = user is null ? null : await user,
            Token = await token,
            CanonicalName = now is null ? await _canonicalName(request.Way.Host, cancellationToken) : null,
        };
        var target = now is null ? $"{request.Way.Host}:{request.Way.Port}" : database.ToString();
        return
        [
            .. new IamJudgement(request, database, facts)
                .Checks()
                .Select(check => check with { Database = target, UserName = request.UserName }),
        ];
    }

    /// <summary>Whether a login by token works: nothing is broken, and the server accepted one.</summary>
    public static bool Works(IReadOnlyCollection<IamCheck> checks)
    {
        ArgumentNullException.ThrowIfNull(checks);
        return checks.All(check => check.Outcome != IamOutcome.Failed)
            && checks.Any(check => check is { Link: IamLink.Token, Outcome: IamOutcome.Passed });
    }

    private async Task<PolicyAnswer> SimulateAsync(RdsDatabase database, string userName, CancellationToken cancellationToken)
    {
        const string connect = "rds-db:connect";
        var resource = DatabaseResource.Of(database).PatternArn(userName);
        var arn = await _aws.GetPrincipalArnAsync(database.AccountId, cancellationToken);
        var principal = await AwsAccess.PolicySourceAsync(_aws, arn, cancellationToken)
            ?? (arn.Contains(":role/", StringComparison.Ordinal) ? arn : throw AwsErrors.NotSimulated.Error(
                $"IAM cannot simulate the policies of {arn}."));
        // What IAM Identity Center passes into the session, the policies of a permission set read.
        var context = new CallerIdentity(database.AccountId, arn, "").IdentityCenterUserName is { } ownName
            ? new Dictionary<string, string> { ["aws:PrincipalTag/name"] = ownName }
            : [];
        var decisions = await _aws.IamIn(database.AccountId)
            .SimulatePrincipalPolicyAsync(principal, [connect], new SimulationContext([resource], context), cancellationToken);
        return new PolicyAnswer(decisions.GetValueOrDefault(connect, ""), principal, resource);
    }

    private async Task<DateTime> LogInAsync(
        IamDiagnosisRequest request, RdsDatabase database, bool isOnRds, IDatabaseEngine engine, CancellationToken cancellationToken)
    {
        // Signed for what RDS calls the endpoint, whichever way leads there.
        var what = isOnRds && database.HostName is { } endpoint
            ? AuthTokenRequest.Create(endpoint, database.Port, request.UserName, database.Region)
            : AuthTokenRequest.Create(request.Way.Host, request.Way.Port, request.UserName, request.Region);
        var token = await _tokens.GetAsync(what, isOnRds ? database.AccountId : null, cancellationToken);
        await using var session = await engine.OpenAsync(
            request.Way with
            {
                Login = new DatabaseLogin(request.UserName, token.Token),
            },
            cancellationToken);
        return token.Expires;
    }

    private static async Task<string?> CanonicalNameAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return IPAddress.TryParse(host, out _) ? null : (await Dns.GetHostEntryAsync(host, cancellationToken)).HostName;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
