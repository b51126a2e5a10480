using System.Net;
using System.Text.Json.Nodes;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>Amazon EKS, as far as pod identity goes, on the clusters that the organisation has.</summary>
internal sealed class EksService(Organisation organisation) : IAwsService
{
    private const string Associations = "/clusters/{name}/pod-identity-associations";

    public string SigningName => "eks";

    public IAwsProtocol Protocol { get; } = new RestJsonProtocol(
        ("GET", Associations, "ListPodIdentityAssociations"),
        ("POST", Associations, "CreatePodIdentityAssociation"),
        ("GET", Associations + "/{associationId}", "DescribePodIdentityAssociation"),
        ("POST", Associations + "/{associationId}", "UpdatePodIdentityAssociation"),
        ("DELETE", Associations + "/{associationId}", "DeletePodIdentityAssociation"));

    public AwsResult Handle(AwsCall call)
    {
        var name = call.Parameters.Require("name");
        var cluster = organisation.Find(call.Caller!.AccountId)!.In(call.Region).EksClusters.Find(cluster => cluster.Name == name)
            ?? throw NotFound($"No cluster found for name: {name}.");
        return call.Action switch
        {
            "ListPodIdentityAssociations" => List(cluster, call),
            "CreatePodIdentityAssociation" => Create(cluster, call),
            "UpdatePodIdentityAssociation" => Update(cluster, call),
            "DeletePodIdentityAssociation" => Delete(cluster, call),
            _ => Answer(cluster, Find(cluster, call)),
        };
    }

    private AwsResult List(EksCluster cluster, AwsCall call)
    {
        var (space, account) = (call.Parameters.Find("namespace"), call.Parameters.Find("serviceAccount"));
        var fitting = cluster.Associations
            .Where(each => (space is null || each.Namespace == space) && (account is null || each.ServiceAccount == account)).ToList();
        var page = Paging.Take(
            fitting,
            call.Parameters.Find("nextToken"),
            organisation.Options.AccountsPageSize,
            () => new AwsFailureException("InvalidParameterException", "The next token is not valid."));
        var answer = new JsonObject
        {
            ["associations"] = new JsonArray([.. page.Items.Select(each => Summary(cluster, each))]),
        };
        if (page.Next is not null)
            answer["nextToken"] = page.Next;
        return AwsResult.Of(answer);
    }

    private AwsResult Create(EksCluster cluster, AwsCall call)
    {
        var (space, account) = (call.Parameters.Require("namespace"), call.Parameters.Require("serviceAccount"));
        var (role, token) = (call.Parameters.Require("roleArn"), call.Parameters.Find("clientRequestToken"));
        if (cluster.Associations.Find(each => each.RequestToken is not null && each.RequestToken == token) is { } made)
            return Answer(cluster, made);
        if (cluster.Associations.Find(each => each.Namespace == space && each.ServiceAccount == account) is { } other)
        {
            throw new AwsFailureException(
                "ResourceInUseException", $"Association already exists: {other.Id}", HttpStatusCode.Conflict);
        }

        CheckRole(call, role);
        var id = "a-" + AccessKeys.RandomId(17).ToLowerInvariant();
        var tags = call.Parameters.Find("tags") is { } text ? JsonNode.Parse(text)!.AsObject() : [];
        var association = new EksAssociation(
            id,
            $"arn:{organisation.Partition}:eks:{call.Region}:{call.Caller!.AccountId}:podidentityassociation/{cluster.Name}/{id}",
            space,
            account)
        {
            RoleArn = role,
            RequestToken = token,
            Tags = tags.ToDictionary(tag => tag.Key, tag => tag.Value!.GetValue<string>(), StringComparer.Ordinal),
            Created = organisation.Options.Time.GetUtcNow().ToUnixTimeSeconds(),
        };
        cluster.Associations.Add(association);
        return Answer(cluster, association);
    }

    private AwsResult Update(EksCluster cluster, AwsCall call)
    {
        var association = Find(cluster, call);
        if (call.Parameters.Find("roleArn") is { } role)
        {
            CheckRole(call, role);
            association.RoleArn = role;
        }

        return Answer(cluster, association);
    }

    private static AwsResult Delete(EksCluster cluster, AwsCall call)
    {
        var association = Find(cluster, call);
        cluster.Associations.Remove(association);
        return Answer(cluster, association);
    }

    /// <summary>The role must be there, and of the cluster's account.</summary>
    private void CheckRole(AwsCall call, string arn)
    {
        var prefix = $"arn:{organisation.Partition}:iam::{call.Caller!.AccountId}:role/";
        var name = arn.StartsWith(prefix, StringComparison.Ordinal) ? arn[(arn.LastIndexOf('/') + 1)..] : "";
        if (organisation.Find(call.Caller.AccountId)!.Roles.All(role => role.Name != name))
            throw new AwsFailureException("InvalidParameterException", $"Role provided in the request does not exist: {arn}");
    }

    private static EksAssociation Find(EksCluster cluster, AwsCall call)
    {
        var id = call.Parameters.Require("associationId");
        return cluster.Associations.Find(each => each.Id == id)
            ?? throw NotFound($"No association found with id: {id}");
    }

    private static AwsResult Answer(EksCluster cluster, EksAssociation association)
    {
        var whole = Summary(cluster, association);
        whole["roleArn"] = association.RoleArn;
        whole["tags"] = new JsonObject(association.Tags.Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)tag.Value)));
        whole["createdAt"] = association.Created;
        whole["modifiedAt"] = association.Created;
        return AwsResult.Of(new JsonObject { ["association"] = whole });
    }

    private static JsonObject Summary(EksCluster cluster, EksAssociation association) => new()
    {
        ["clusterName"] = cluster.Name,
        ["namespace"] = association.Namespace,
        ["serviceAccount"] = association.ServiceAccount,
        ["associationArn"] = association.Arn,
        ["associationId"] = association.Id,
    };

    private static AwsFailureException NotFound(string message) => new("ResourceNotFoundException", message, HttpStatusCode.NotFound);
}
