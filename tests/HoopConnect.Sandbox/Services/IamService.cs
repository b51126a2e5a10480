using System.Xml.Linq;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>
/// IAM: roles, their policies, managed policies; and SimulatePrincipalPolicy, answered from the sandbox's denials, not from policies.
/// </summary>
internal sealed class IamService(Organisation organisation) : IAwsService
{
    private readonly IamRoles _roles = new(organisation);
    private readonly IamPolicyStore _policies = new(organisation);

    public string SigningName => "iam";

    public IAwsProtocol Protocol { get; } = new QueryProtocol("https://iam.amazonaws.com/doc/2010-05-08/", "2010-05-08");

    public string? SigningRegion(string partition) => partition switch
    {
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        _ => "us-east-1",
    };

    public AwsResult Handle(AwsCall call)
    {
        var (account, parameters) = (organisation.Find(call.Caller!.AccountId)!, call.Parameters);
        return call.Action switch
        {
            "SimulatePrincipalPolicy" => Simulate(call),
            "GetRole" => _roles.Get(account, parameters),
            "CreateRole" => _roles.Create(account, parameters),
            "DeleteRole" => IamRoles.Delete(account, parameters),
            "PutRolePermissionsBoundary" => IamRoles.PutBoundary(account, parameters),
            "DeleteRolePolicy" => IamRoles.DeletePolicy(account, parameters),
            "UpdateAssumeRolePolicy" => _roles.UpdateTrust(account, parameters),
            "TagRole" => IamRoles.Tag(account, parameters),
            "GetRolePolicy" => IamRoles.GetPolicy(account, parameters),
            "ListRolePolicies" => _roles.ListPolicies(account, parameters),
            "PutRolePolicy" => IamRoles.PutPolicy(account, parameters),
            "ListAttachedRolePolicies" => _roles.ListAttached(account, parameters),
            "AttachRolePolicy" => IamRoles.Attach(account, parameters),
            "GetPolicy" => IamPolicyStore.Get(account, parameters),
            "CreatePolicy" => _policies.Create(account, parameters),
            "TagPolicy" => IamPolicyStore.Tag(account, parameters),
            "GetPolicyVersion" => IamPolicyStore.GetVersion(account, parameters),
            "ListPolicyVersions" => _policies.ListVersions(account, parameters),
            "CreatePolicyVersion" => _policies.CreateVersion(account, parameters),
            "DeletePolicyVersion" => IamPolicyStore.DeleteVersion(account, parameters),
            _ => throw new AwsFailureException("InvalidAction", $"Could not find operation {call.Action} for version 2010-05-08"),
        };
    }

    private AwsResult Simulate(AwsCall call)
    {
        var source = call.Parameters.Require("PolicySourceArn");
        // A session's ARN is none that IAM knows: the role's must be given.
        if (
            source.Split(':') is not ["arn", _, "iam", "", var accountId, var resource]
            || resource.Split('/')[0] is not ("user" or "group" or "role"))
            throw new AwsFailureException("InvalidInput", $"Invalid Entity Arn: {source} does not clearly define entity type and name.");
        // The path belongs to the ARN: without it the role is not found.
        var name = resource[(resource.LastIndexOf('/') + 1)..];
        if (
            organisation.Find(accountId)?.Roles.FirstOrDefault(role => role.Name == name) is { } known
            && resource != $"role{known.Path}{known.Name}")
            throw IamEntities.NoSuchRole(name);
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
