using System.Xml.Linq;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>IAM's roles, with their trust, tags, inline and attached policies.</summary>
internal sealed class IamRoles(Organisation organisation)
{
    public AwsResult Get(Account account, AwsParameters parameters) => AwsResult.Of(Xml(account, Find(account, parameters)));

    public AwsResult Create(Account account, AwsParameters parameters)
    {
        var name = parameters.Require("RoleName");
        if (account.Roles.Any(role => role.Name == name))
            throw IamEntities.Exists($"Role with name {name} already exists.");
        var role = TrustDocument.Read(
            new Role(name), IamEntities.Check(parameters.Require("AssumeRolePolicyDocument"), 2048), organisation);
        account.Roles.Add(role);
        IamEntities.AddTags(account.Extras(name).Tags, parameters);
        return AwsResult.Of(Xml(account, role));
    }

    public AwsResult UpdateTrust(Account account, AwsParameters parameters)
    {
        var role = Find(account, parameters);
        account.Roles[account.Roles.IndexOf(role)] = TrustDocument.Read(
            role, IamEntities.Check(parameters.Require("PolicyDocument"), 2048), organisation);
        return AwsResult.Of();
    }

    public static AwsResult Tag(Account account, AwsParameters parameters)
    {
        IamEntities.AddTags(account.Extras(Find(account, parameters).Name).Tags, parameters);
        return AwsResult.Of();
    }

    public static AwsResult GetPolicy(Account account, AwsParameters parameters)
    {
        var (role, name) = (Find(account, parameters), parameters.Require("PolicyName"));
        return account.Extras(role.Name).InlinePolicies.TryGetValue(name, out var document)
            ? AwsResult.Of(
                new XElement("RoleName", role.Name), new XElement("PolicyName", name), IamEntities.Document("PolicyDocument", document))
            : throw IamEntities.NoSuchEntity($"The role policy with name {name} cannot be found.");
    }

    public static AwsResult PutPolicy(Account account, AwsParameters parameters)
    {
        account.Extras(Find(account, parameters).Name).InlinePolicies[parameters.Require("PolicyName")] = IamEntities.Check(
            parameters.Require("PolicyDocument"), 10240);
        return AwsResult.Of();
    }

    public AwsResult ListAttached(Account account, AwsParameters parameters)
    {
        var page = Paging.Take(
            account.Extras(Find(account, parameters).Name).AttachedPolicies,
            parameters.Find("Marker"),
            organisation.Options.AccountsPageSize,
            () => new AwsFailureException("InvalidInput", "Invalid Marker."));
        return AwsResult.Of([
            new XElement(
                "AttachedPolicies",
                page.Items.Select(arn => new XElement(
                    "member",
                    new XElement("PolicyName", arn[(arn.LastIndexOf('/') + 1)..]),
                    new XElement("PolicyArn", arn)))),
            .. IamPolicyStore.PageEnd(page.Next),
        ]);
    }

    public static AwsResult Attach(Account account, AwsParameters parameters)
    {
        var (role, arn) = (Find(account, parameters), parameters.Require("PolicyArn"));
        IamPolicyStore.Find(account, arn);
        var attached = account.Extras(role.Name).AttachedPolicies;
        if (!attached.Contains(arn))
            attached.Add(arn);
        return AwsResult.Of();
    }

    private static Role Find(Account account, AwsParameters parameters)
    {
        var name = parameters.Require("RoleName");
        return account.Roles.FirstOrDefault(role => role.Name == name) ?? throw IamEntities.NoSuchRole(name);
    }

    private XElement Xml(Account account, Role role) => new("Role",
        new XElement("Path", role.Path),
        new XElement("RoleName", role.Name),
        new XElement("RoleId", role.RoleId),
        new XElement("Arn", $"arn:{organisation.Partition}:iam::{account.Id}:role{role.Path}{role.Name}"),
        new XElement("CreateDate", XmlTime.Of(IamEntities.Created)),
        IamEntities.Document("AssumeRolePolicyDocument", role.TrustPolicy ?? TrustDocument.Write(role, organisation.Partition)),
        IamEntities.Tags(account.Extras(role.Name).Tags));
}
