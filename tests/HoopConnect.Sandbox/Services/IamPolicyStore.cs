using System.Net;
using System.Xml.Linq;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>IAM's managed policies with their versions, of which there are five at most.</summary>
internal sealed class IamPolicyStore(Organisation organisation)
{
    private const int MostVersions = 5;
    private const int MostCharacters = 6144;

    public static ManagedPolicy Find(Account account, string arn) =>
        account.Policies.Find(policy => policy.Arn == arn) ?? throw IamEntities.NoSuchEntity($"Policy {arn} was not found.");

    public static XElement[] PageEnd(string? next) =>
        next is null ? [new XElement("IsTruncated", "false")] : [new XElement("IsTruncated", "true"), new XElement("Marker", next)];

    public static AwsResult Get(Account account, AwsParameters parameters) =>
        AwsResult.Of(Xml(account, Find(account, parameters.Require("PolicyArn"))));

    public AwsResult Create(Account account, AwsParameters parameters)
    {
        var name = parameters.Require("PolicyName");
        if (account.Policies.Exists(policy => policy.Name == name))
            throw IamEntities.Exists($"A policy called {name} already exists. Duplicate names are not allowed.");
        var policy = new ManagedPolicy(name, $"arn:{organisation.Partition}:iam::{account.Id}:policy/{name}");
        AddVersion(policy, IamEntities.Check(parameters.Require("PolicyDocument"), MostCharacters));
        IamEntities.AddTags(policy.Tags, parameters);
        account.Policies.Add(policy);
        return AwsResult.Of(Xml(account, policy));
    }

    public static AwsResult Tag(Account account, AwsParameters parameters)
    {
        IamEntities.AddTags(Find(account, parameters.Require("PolicyArn")).Tags, parameters);
        return AwsResult.Of();
    }

    public static AwsResult GetVersion(Account account, AwsParameters parameters)
    {
        var policy = Find(account, parameters.Require("PolicyArn"));
        return AwsResult.Of(Xml("PolicyVersion", policy, FindVersion(policy, parameters), withDocument: true));
    }

    public AwsResult ListVersions(Account account, AwsParameters parameters)
    {
        var policy = Find(account, parameters.Require("PolicyArn"));
        var newestFirst = policy.Versions.AsEnumerable().Reverse().ToList();
        var page = Paging.Take(
            newestFirst,
            parameters.Find("Marker"),
            organisation.Options.AccountsPageSize,
            () => new AwsFailureException("InvalidInput", "Invalid Marker."));
        return AwsResult.Of([
            new XElement("Versions", page.Items.Select(version => Xml("member", policy, version, withDocument: false))),
            .. PageEnd(page.Next),
        ]);
    }

    public AwsResult CreateVersion(Account account, AwsParameters parameters)
    {
        var policy = Find(account, parameters.Require("PolicyArn"));
        if (policy.Versions.Count >= MostVersions)
            throw new AwsFailureException(
                "LimitExceeded",
                $"A managed policy can have up to {MostVersions} versions. Before you create a new version, you must delete an " +
                    "existing version.",
                HttpStatusCode.Conflict);
        var version = AddVersion(
            policy, IamEntities.Check(parameters.Require("PolicyDocument"), MostCharacters), parameters.Flag("SetAsDefault"));
        return AwsResult.Of(Xml("PolicyVersion", policy, version, withDocument: false));
    }

    public static AwsResult DeleteVersion(Account account, AwsParameters parameters)
    {
        var policy = Find(account, parameters.Require("PolicyArn"));
        var version = FindVersion(policy, parameters);
        if (version.VersionId == policy.DefaultVersionId)
            throw new AwsFailureException("DeleteConflict", "Cannot delete the default version of a policy.", HttpStatusCode.Conflict);
        policy.Versions.Remove(version);
        return AwsResult.Of();
    }

    private ManagedPolicy.PolicyVersion AddVersion(ManagedPolicy policy, string document, bool isDefault = true)
    {
        var version = new ManagedPolicy.PolicyVersion(
            $"v{++policy.VersionsMade}", document, organisation.Options.Time.GetUtcNow().UtcDateTime);
        policy.Versions.Add(version);
        if (isDefault)
            policy.DefaultVersionId = version.VersionId;
        return version;
    }

    private static ManagedPolicy.PolicyVersion FindVersion(ManagedPolicy policy, AwsParameters parameters)
    {
        var id = parameters.Require("VersionId");
        return policy.Versions.Find(version => version.VersionId == id)
            ?? throw IamEntities.NoSuchEntity($"Policy {policy.Arn} version {id} does not exist or is not attachable.");
    }

    private static XElement Xml(Account account, ManagedPolicy policy) => new("Policy",
        new XElement("PolicyName", policy.Name),
        new XElement("PolicyId", policy.PolicyId),
        new XElement("Arn", policy.Arn),
        new XElement("Path", "/"),
        new XElement("DefaultVersionId", policy.DefaultVersionId),
        new XElement("AttachmentCount", account.Roles.Count(role => account.Extras(role.Name).AttachedPolicies.Contains(policy.Arn))),
        new XElement("IsAttachable", "true"),
        new XElement("CreateDate", XmlTime.Of(IamEntities.Created)),
        IamEntities.Tags(policy.Tags));

    private static XElement Xml(string name, ManagedPolicy policy, ManagedPolicy.PolicyVersion version, bool withDocument) => new(name,
        withDocument ? IamEntities.Document("Document", version.Document) : null,
        new XElement("VersionId", version.VersionId),
        new XElement("IsDefaultVersion", version.VersionId == policy.DefaultVersionId ? "true" : "false"),
        new XElement("CreateDate", XmlTime.Of(version.Created)));
}
