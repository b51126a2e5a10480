using System.Globalization;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Display;
using HoopConnect.IamAuthentication.Enabling;

namespace HoopConnect.IamAuthentication.Diagnosis;

/// <summary>Judges each link from what was found out, and names its mend.</summary>
internal sealed class IamJudgement(IamDiagnosisRequest request, RdsDatabase database, IamFacts facts)
{
    /// <summary>
    /// How long a token lives, less what it needs: a clock that is further off makes tokens that are old, or not valid yet, when they come.
    /// </summary>
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(5);

    private const string Enable = "Enable-HoopIamAuthentication -ApplyImmediately";

    private string Endpoint => database.HostName ?? request.Way.Host;

    /// <summary>All links, in their order.</summary>
    public IReadOnlyList<IamCheck> Checks() =>
        [
            CheckEndpoint(), CheckTls(), CheckEnabled(), CheckResourceId(), CheckPolicy(), CheckClock(), CheckUser(), CheckLoginMethod(),
            CheckToken(),
        ];

    private IamCheck CheckEndpoint()
    {
        if (facts.Now is { Answer: { HostName: { } host, Port: var port } })
        {
            var way =
                request.Way.Host == host && request.Way.Port == port ? "" : $"; the way to it is {request.Way.Host}:{request.Way.Port}";
            return Passed(IamLink.Endpoint, $"RDS names the endpoint {host}:{port}, and the token is signed for it{way}");
        }

        if (facts.Now is not null)
            return Unknown(
                IamLink.Endpoint,
                facts.Now.Failure?.Message ?? $"RDS gives '{database.Identifier}' no endpoint yet: its status is {database.Status}",
                "Wait until it is available, or mend what keeps RDS from being asked.");
        if (RdsEndpointName.Region(request.Way.Host) is { } region)
            return Passed(IamLink.Endpoint, $"'{request.Way.Host}' is an endpoint name of RDS in {region}");
        return facts.CanonicalName is { } canonical && RdsEndpointName.Region(canonical) is not null
            ? Failed(
                IamLink.Endpoint,
                $"'{request.Way.Host}' is another name (CNAME) of '{canonical}', and a token signed for it is refused without a reason",
                $"Use the endpoint's own name: -HostName {canonical}.")
            : Failed(
                IamLink.Endpoint,
                $"'{request.Way.Host}' is no endpoint name of RDS (a CNAME, an address, a tunnel), and a token signed for it is " +
                    "refused without a reason",
                "Pipe the database of Find-HoopRdsInstance here, with -HostName for a tunnel: then the token is signed for the endpoint.");
    }

    private IamCheck CheckTls()
    {
        if (request.Way.SslMode == SslMode.Disable)
            return Failed(IamLink.Tls, "the connection has no TLS, and RDS takes tokens over TLS only", "Leave -SslMode out.");
        if (facts.IsAnswered)
            return Passed(IamLink.Tls, $"{request.Way.Host}:{request.Way.Port} answers over TLS (SslMode {request.Way.SslMode})");
        return facts.Token.Failure!.ErrorId.StartsWith("Database.", StringComparison.Ordinal)
            ? Failed(
                IamLink.Tls,
                facts.Token.Failure.Message,
                facts.Token.Failure.RecommendedAction ?? "Check host, port, security group and route.")
            : Unknown(IamLink.Tls, "no login was tried, since no token could be made", "See the link Token.");
    }

    private IamCheck CheckEnabled()
    {
        if (facts.Now is null)
        {
            return facts.User is { Answer: { } reading }
                ? reading.HasIam
                    ? Passed(IamLink.IamEnabled, "the server has what logins by token need")
                    : Failed(IamLink.IamEnabled, ServerLacks(), $"Switch it on: {Enable}.")
                : Unknown(
                    IamLink.IamEnabled,
                    "RDS was not asked about a server named by its address",
                    "Pipe the database of Find-HoopRdsInstance here.");
        }

        if (facts.Now.Answer is null)
            return Unknown(
                IamLink.IamEnabled,
                facts.Now.Failure!.Message,
                facts.Now.Failure.RecommendedAction ?? "Mend what keeps RDS from being asked.");
        if (database.Kind == DatabaseKind.Proxy)
        {
            return database.IamDatabaseAuthenticationEnabled ? Passed(IamLink.IamEnabled, "the proxy takes IAM from its clients")
                : Failed(
                    IamLink.IamEnabled,
                    "the proxy's authentication settings do not ask its clients for IAM",
                    "Set IAMAuth to REQUIRED in an entry of its Auth (rds:ModifyDBProxy).");
        }

        if (EnableIamChecks.WhyNot(database) is { } reason)
            return Failed(IamLink.IamEnabled, reason, "Use a password (Get-HoopMasterCredential, New-HoopDbRole).");
        if (database.IamDatabaseAuthenticationEnabled)
            return Passed(IamLink.IamEnabled, $"IAM authentication of '{database.Identifier}' is enabled");
        return EnableIamChecks.IsPending(database)
            ? Failed(
                IamLink.IamEnabled,
                $"IAM authentication of '{database.Identifier}' waits for the maintenance window",
                $"Wait for it, or hurry it: {Enable}.")
            : Failed(IamLink.IamEnabled, $"IAM authentication of '{database.Identifier}' is not enabled", $"Switch it on: {Enable}.");
    }

    private IamCheck CheckResourceId()
    {
        if (facts.Now?.Answer is null)
            return Unknown(IamLink.ResourceId, "RDS was not asked", "Pipe the database of Find-HoopRdsInstance here.");
        return request.Database.ResourceId.Length == 0 || request.Database.ResourceId == database.ResourceId
            ? Passed(IamLink.ResourceId, $"policies have to name {database.ResourceId}")
            : Failed(
                IamLink.ResourceId,
                $"it was {request.Database.ResourceId} and is {database.ResourceId} now: the database was restored or made anew, and " +
                    "policies that name the former id allow nothing",
                $"Put {database.ResourceId} into the policies: Get-HoopIamPolicy -Kind DbConnect.");
    }

    private IamCheck CheckPolicy()
    {
        if (facts.Policy is null)
            return Unknown(
                IamLink.Policy, "without its resource id nothing can be simulated", "Pipe the database of Find-HoopRdsInstance here.");
        if (facts.Policy.Answer is not { } answer)
            return Unknown(
                IamLink.Policy,
                facts.Policy.Failure!.Message,
                facts.Policy.Failure.RecommendedAction ?? "Allow iam:SimulatePrincipalPolicy to look.");
        return answer.Decision switch
        {
            "allowed" => Passed(IamLink.Policy, $"{answer.Principal} is allowed rds-db:connect on {answer.Resource}"),
            "explicitDeny" => Failed(
                IamLink.Policy,
                $"a policy denies {answer.Principal} rds-db:connect on {answer.Resource}",
                "Take the Deny away, or use another principal."),
            _ => Failed(IamLink.Policy, $"no policy allows {answer.Principal} rds-db:connect on {answer.Resource}",
                "Allow it: Get-HoopIamPolicy -Kind DbConnect. A policy that names another resource id is that of another database, " +
                    "or of this one before a restore."
            ),
        };
    }

    private IamCheck CheckClock()
    {
        if (facts.Skew.Failure is { } failure)
            return Unknown(IamLink.Clock, failure.Message, "Mend what keeps AWS from being asked.");
        var skew = facts.Skew.Answer;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"this machine's clock is {skew.Duration().TotalSeconds:0} seconds {(skew > TimeSpan.Zero ? "behind" : "ahead of")} AWS's");
        return skew.Duration() <= AllowedSkew ? Passed(IamLink.Clock, text)
            : Failed(
                IamLink.Clock,
                $"{text}: tokens are {(skew > TimeSpan.Zero ? "old" : "not valid yet")} when they are made",
                "Set the clock (NTP).");
    }

    private IamCheck CheckUser()
    {
        if (facts.User?.Answer is not { } reading)
            return Unlooked(IamLink.User, $"the server knows '{request.UserName}'");
        if (!reading.Exists)
            return Failed(
                IamLink.User, $"there is no user '{request.UserName}' on the server (case counts)", "Make it: New-HoopIamDbUser.");
        return reading.Problem is { } problem
            ? Failed(
                IamLink.User,
                $"'{request.UserName}' is on the server, but {problem}",
                "Have an administrator allow its logins; New-HoopIamDbUser does for a user that it made.")
            : Passed(IamLink.User, $"'{request.UserName}' is on the server and may log in");
    }

    private IamCheck CheckLoginMethod()
    {
        if (facts.User?.Answer is not { } reading)
            return Unlooked(IamLink.LoginMethod, $"'{request.UserName}' logs in by token");
        if (!reading.HasIam)
            return Failed(IamLink.LoginMethod, ServerLacks(), $"Switch IAM authentication on: {Enable}.");
        if (!reading.Exists)
            return Unknown(IamLink.LoginMethod, "there is no user to look at", "Make it: New-HoopIamDbUser.");
        return reading.LogsInByIam
            ? Passed(
                IamLink.LoginMethod,
                IsPostgres ? $"'{request.UserName}' is a member of rds_iam" : $"'{request.UserName}' logs in by AWSAuthenticationPlugin")
            : Failed(
                IamLink.LoginMethod,
                IsPostgres
                    ? $"'{request.UserName}' is no member of rds_iam"
                    : $"'{request.UserName}' has another authentication plugin than AWSAuthenticationPlugin",
                "Switch it over: Grant-HoopIamAuthentication. Its password stops working.");
    }

    private IamCheck CheckToken()
    {
        if (facts.Token.Failure is not { } failure)
            return Passed(
                IamLink.Token,
                $"the server accepted a token (it could be used until {ShownTime.Second(facts.Token.Answer)} UTC)");
        if (facts.IsAccepted)
            return Passed(IamLink.Token, $"the server accepted a token; what came after it failed: {failure.Message}");
        return failure.ErrorId.StartsWith("Database.", StringComparison.Ordinal)
            ? Failed(IamLink.Token, failure.Message, ServerMends.For(failure))
            : Unknown(IamLink.Token, $"no token could be made: {failure.Message}", failure.RecommendedAction ?? "Mend the credentials.");
    }

    private bool IsPostgres => DatabaseEngines.For(request.Database.Engine).Family == "postgres";

    private string ServerLacks() => IsPostgres
        ? "role \"rds_iam\" does not exist on the server: IAM authentication was never enabled"
        : "plugin 'AWSAuthenticationPlugin' is not loaded on the server: IAM authentication is off";

    private IamCheck Unlooked(IamLink link, string what) =>
        facts.IsAccepted ? Passed(link, $"{what}: the login shows it")
        : facts.User?.Failure is { } failure
            ? Unknown(link, failure.Message, failure.RecommendedAction ?? "Give an administrator's login that works with -DbCredential.")
        : Unknown(link, "the server was not looked into", "Give an administrator's login with -DbCredential.");

    private static IamCheck Passed(IamLink link, string message) => new(link, IamOutcome.Passed, message);

    private static IamCheck Failed(IamLink link, string message, string mend) => new(link, IamOutcome.Failed, message, mend);

    private static IamCheck Unknown(IamLink link, string message, string mend) => new(link, IamOutcome.Unknown, message, mend);
}
