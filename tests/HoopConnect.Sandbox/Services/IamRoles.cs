using System.Net;
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
        if (account.Roles.Count >= account.MostRoles)
        {
            throw new AwsFailureException(
                "LimitExceeded", $"Cannot exceed quota for RolesPerAccount: {account.MostRoles}", HttpStatusCode.Conflict);
        }

        var boundary = parameters.Find("PermissionsBoundary") is { } arn ? IamPolicyStore.Find(account, arn).Arn : null;
        account.Roles.Add(role);
        IamEntities.AddTags(account.Extras(name).Tags, parameters);
        account.Extras(name).PermissionsBoundary = boundary;
        return AwsResult.Of(Xml(account, role));
    }

    /// <summary>A role that still has policies is not deleted.</summary>
    public static AwsResult Delete(Account account, AwsParameters parameters)
    {
        var role = Find(account, parameters);
        var extras = account.Extras(role.Name);
        if (extras.InlinePolicies.Count > 0)
            throw new AwsFailureException(
                "DeleteConflict", "Cannot delete entity, must delete policies first.", HttpStatusCode.Conflict);
        if (extras.AttachedPolicies.Count > 0)
            throw new AwsFailureException(
                "DeleteConflict", "Cannot delete entity, must detach all policies first.", HttpStatusCode.Conflict);
        account.Roles.Remove(role);
        account.ForgetExtras(role.Name);
        return AwsResult.Of();
    }

    public static AwsResult PutBoundary(Account account, AwsParameters parameters)
    {
        var role = Find(account, parameters);
        account.Extras(role.Name).PermissionsBoundary = IamPolicyStore.Find(account, parameters.Require("PermissionsBoundary")).Arn;
        return AwsResult.Of();
    }

    public static AwsResult DeletePolicy(Account account, AwsParameters parameters)
    {
        var (role, name) = (Find(account, parameters), parameters.Require("PolicyName"));
        return account.Extras(role.Name).InlinePolicies.Remove(name)
            ? AwsResult.Of()
            : throw IamEntities.NoSuchEntity($"The role policy with name {name} cannot be found.");
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
        var (policies, name) = (account.Extras(Find(account, parameters).Name).InlinePolicies, parameters.Require("PolicyName"));
        // What counts is the size of all of them together.
        var others = policies.Where(policy => policy.Key != name).Sum(policy => policy.Value.Count(letter => !char.IsWhiteSpace(letter)));
        policies[name] = IamEntities.Check(parameters.Require("PolicyDocument"), 10240 - others);
        return AwsResult.Of();
    }

    public AwsResult ListPolicies(Account account, AwsParameters parameters)
    {
        var page = Page([.. account.Extras(Find(account, parameters).Name).InlinePolicies.Keys], parameters);
        return AwsResult.Of([
            new XElement("PolicyNames", page.Items.Select(name => new XElement("member", name))), .. IamPolicyStore.PageEnd(page.Next),
        ]);
    }

    public AwsResult ListAttached(Account account, AwsParameters parameters)
    {
        var page = Page(account.Extras(Find(account, parameters).Name).AttachedPolicies, parameters);
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

    private (IReadOnlyList<string> Items, string? Next) Page(IReadOnlyList<string> all, AwsParameters parameters) => Paging.Take(
        all,
        parameters.Find("Marker"),
        organisation.Options.AccountsPageSize,
        () => new AwsFailureException("InvalidInput", "Invalid Marker."));

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
        account.Extras(role.Name).PermissionsBoundary is { } boundary
            ? new XElement(
                "PermissionsBoundary",
                new XElement("PermissionsBoundaryType", "Policy"),
                new XElement("PermissionsBoundaryArn", boundary))
            : null,
        IamEntities.Tags(account.Extras(role.Name).Tags));
}
