using System.Xml.Linq;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>IAM: GetRole, and SimulatePrincipalPolicy, answered from the sandbox's denials.</summary>
internal sealed class IamService(Organisation organisation) : IAwsService
{
    public string SigningName => "iam";

    public IAwsProtocol Protocol { get; } = new QueryProtocol("https://iam.amazonaws.com/doc/2010-05-08/", "2010-05-08");

    public string? SigningRegion(string partition) => partition switch
    {
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        _ => "us-east-1",
    };

    public AwsResult Handle(AwsCall call) => call.Action switch
    {
        "SimulatePrincipalPolicy" => Simulate(call),
        "GetRole" => GetRole(call),
        _ => throw new AwsFailureException("InvalidAction", $"Could not find operation {call.Action} for version 2010-05-08"),
    };

    private AwsResult GetRole(AwsCall call)
    {
        var name = call.Parameters.Require("RoleName");
        var role = organisation.Find(call.Caller!.AccountId)?.Roles.FirstOrDefault(role => role.Name == name) ?? throw NoSuchRole(name);
        return AwsResult.Of(new XElement("Role",
            new XElement("Path", role.Path),
            new XElement("RoleName", role.Name),
            new XElement("RoleId", role.RoleId),
            new XElement("Arn", $"arn:{organisation.Partition}:iam::{call.Caller.AccountId}:role{role.Path}{role.Name}"),
            new XElement("CreateDate", XmlTime.Of(new DateTime(2025, 3, 1, 12, 0, 0, DateTimeKind.Utc)))));
    }

    private static AwsFailureException NoSuchRole(string name) =>
        new("NoSuchEntity", $"The role with name {name} cannot be found.", System.Net.HttpStatusCode.NotFound);

    private AwsResult Simulate(AwsCall call)
    {
        var source = call.Parameters.Require("PolicySourceArn");
        // A session's ARN is none that IAM knows: the role's must be given.
        if (source.Split(':') is not ["arn", _, "iam", "", var accountId, var resource] || resource.Split('/')[0] is not ("user" or "group" or "role"))
            throw new AwsFailureException("InvalidInput", $"Invalid Entity Arn: {source} does not clearly define entity type and name.");
        // The path belongs to the ARN: without it the role is not found.
        var name = resource[(resource.LastIndexOf('/') + 1)..];
        if (organisation.Find(accountId)?.Roles.FirstOrDefault(role => role.Name == name) is { } known && resource != $"role{known.Path}{known.Name}")
            throw NoSuchRole(name);
        var actions = call.Parameters.List("ActionNames.member");
        if (actions.Count == 0)
            throw new AwsFailureException("InvalidInput", "ActionNames must not be empty.");
        var resources = call.Parameters.List("ResourceArns.member");
        var results = from action in actions
                      from arn in resources.DefaultIfEmpty("*")
                      select Evaluate(accountId, source, action, arn);
        return AwsResult.Of(new XElement("IsTruncated", "false"), new XElement("EvaluationResults", results));
    }

    private XElement Evaluate(string accountId, string principalArn, string action, string resource) => new("member",
        new XElement("EvalActionName", action),
        new XElement("EvalResourceName", resource),
        new XElement("EvalDecision", organisation.Denials.IsDenied(accountId, principalArn, action, resource) ? "explicitDeny" : "allowed"),
        new XElement("MatchedStatements"),
        new XElement("MissingContextValues"));
}
