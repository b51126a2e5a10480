using System.Net;
using System.Xml.Linq;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>AWS STS: GetCallerIdentity, AssumeRole, AssumeRoleWithWebIdentity.</summary>
internal sealed class StsService(Organisation organisation, string webIdentityToken) : IAwsService
{
    public string SigningName => "sts";

    public IAwsProtocol Protocol { get; } = new QueryProtocol("https://sts.amazonaws.com/doc/2011-06-15/", "2011-06-15");

    public AwsResult Handle(AwsCall call) => call.Action switch
    {
        "GetCallerIdentity" => GetCallerIdentity(call.Caller!),
        "AssumeRole" => AssumeRole(call),
        "AssumeRoleWithWebIdentity" => AssumeRoleWithWebIdentity(call),
        _ => throw new AwsFailureException("InvalidAction", $"Could not find operation {call.Action} for version 2011-06-15"),
    };

    private static AwsResult GetCallerIdentity(AccessKey caller) => AwsResult.Of(
        new XElement("Arn", caller.PrincipalArn), new XElement("UserId", caller.UserId), new XElement("Account", caller.AccountId));

    private AwsResult AssumeRole(AwsCall call)
    {
        var arn = call.Parameters.Require("RoleArn");
        var (account, role) = FindRole(arn);
        if (account is null || role is null || !role.TrustedAccountIds.Contains(call.Caller!.AccountId)
            || (role.ExternalId is not null && role.ExternalId != call.Parameters.Find("ExternalId")))
            // AWS does not say whether the role is missing or does not trust us.
            throw new AwsFailureException(
                "AccessDenied",
                $"User: {call.Caller!.PrincipalArn} is not authorized to perform: sts:AssumeRole on resource: {arn}",
                HttpStatusCode.Forbidden);
        return AwsResult.Of(Session(call.Parameters, account, role));
    }

    private AwsResult AssumeRoleWithWebIdentity(AwsCall call)
    {
        var (account, role) = FindRole(call.Parameters.Require("RoleArn"));
        if (call.Parameters.Require("WebIdentityToken") != webIdentityToken)
            throw new AwsFailureException(
                "InvalidIdentityToken",
                "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity " +
                    "documentation for requirements"
            );
        if (account is null || role is not { TrustsWebIdentity: true })
            throw new AwsFailureException(
                "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", HttpStatusCode.Forbidden);
        return AwsResult.Of([
            new XElement("SubjectFromWebIdentityToken", "system:serviceaccount:hoop:hoopconnect"),
            new XElement("Audience", "sts.amazonaws.com"),
            .. Session(call.Parameters, account, role),
            new XElement("Provider", $"arn:{organisation.Partition}:iam::{account.Id}:oidc-provider/oidc.example.com"),
        ]);
    }

    private XElement[] Session(AwsParameters parameters, Account account, Role role)
    {
        var sessionName = parameters.Require("RoleSessionName");
        if (
            sessionName.Length is < 2 or > 64
            || !sessionName.All(letter => char.IsAsciiLetterOrDigit(letter) || "_+=,.@-".Contains(letter, StringComparison.Ordinal)))
            throw Invalid(
                $"1 validation error detected: Value '{sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must " +
                    "satisfy regular expression pattern: [\\w+=,.@-]*, length 2 to 64"
            );
        var seconds = parameters.Number("DurationSeconds", 3600);
        if (seconds is < 900 or > 43200)
            throw Invalid(
                $"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have " +
                    "value between 900 and 43200"
            );
        if (seconds > 3600)
            throw Invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        var lifetime = organisation.Options.SessionLifetime ?? TimeSpan.FromSeconds(seconds);
        var key = organisation.Keys.CreateSession(account.Id, role, organisation.Partition, sessionName, lifetime);
        return
        [
            new XElement("AssumedRoleUser", new XElement("AssumedRoleId", key.UserId), new XElement("Arn", key.PrincipalArn)),
            new XElement("Credentials",
                new XElement("AccessKeyId", key.AccessKeyId),
                new XElement("SecretAccessKey", key.SecretAccessKey),
                new XElement("SessionToken", key.SessionToken),
                new XElement("Expiration", XmlTime.Of(key.Expires.UtcDateTime))),
        ];
    }

    private (Account? Account, Role? Role) FindRole(string arn)
    {
        if (
            arn.Split(':') is not ["arn", var partition, "iam", "", var accountId, var resource]
            || !resource.StartsWith("role/", StringComparison.Ordinal))
            throw Invalid($"{arn} is invalid");
        if (partition != organisation.Partition)
            return (null, null);
        var account = organisation.Find(accountId);
        return (account, account?.Roles.FirstOrDefault(role => role.Name == resource["role/".Length..]));
    }

    private static AwsFailureException Invalid(string message) => new("ValidationError", message);
}
