using System.Text.Json;
using HoopConnect.Aws.Protocol;

namespace HoopConnect.Aws.Eks;

/// <summary>Amazon EKS over the REST-JSON protocol.</summary>
internal sealed class EksClient(ServiceChannel channel) : IEksClient
{
    /// <summary>What EKS answers where there is no such cluster or association.</summary>
    public const string NotFound = "ResourceNotFoundException";

    /// <summary>What EKS answers where the service account has an association already.</summary>
    public const string InUse = "ResourceInUseException";

    public async Task<IReadOnlyList<PodIdentityAssociation>> ListPodIdentityAssociationsAsync(
        string clusterName, string namespaceName, string serviceAccount, CancellationToken cancellationToken)
    {
        var associations = new List<PodIdentityAssociation>();
        var markers = new PageMarkers("eks:ListPodIdentityAssociations");
        string? token = null;
        do
        {
            var query = new Dictionary<string, string> { ["namespace"] = namespaceName, ["serviceAccount"] = serviceAccount };
            if (token is not null)
                query["nextToken"] = token;
            var answer = await channel.JsonAsync(
                new ProtocolRequest(AwsService.Eks, "ListPodIdentityAssociations")
                {
                    Method = "GET",
                    Path = PathOf(clusterName),
                    Parameters = query,
                    Target = clusterName,
                },
                cancellationToken);
            if (answer.TryGetProperty("associations", out var items))
                associations.AddRange(items.EnumerateArray().Select(Association));
            token = markers.Next(answer.Text("nextToken"));
        }
        while (token is not null);

        return associations;
    }

    public async Task<PodIdentityAssociation?> DescribePodIdentityAssociationAsync(
        string clusterName, string associationId, CancellationToken cancellationToken)
    {
        try
        {
            return Member(await CallAsync("GET", "Describe", clusterName, associationId, null, cancellationToken));
        }
        catch (AwsErrorException failure) when (failure.AwsErrorCode == NotFound)
        {
            return null;
        }
    }

    public async Task<PodIdentityAssociation> CreatePodIdentityAssociationAsync(
        string clusterName,
        string namespaceName,
        string serviceAccount,
        string roleArn,
        IReadOnlyDictionary<string, string> tags,
        CancellationToken cancellationToken)
    {
        var members = new Dictionary<string, object>
        {
            ["namespace"] = namespaceName,
            ["serviceAccount"] = serviceAccount,
            ["roleArn"] = roleArn,
            // One call that is tried again makes one association.
            ["clientRequestToken"] = Guid.NewGuid().ToString(),
            ["tags"] = tags,
        };
        return Member(await CallAsync("POST", "Create", clusterName, null, members, cancellationToken));
    }

    public Task UpdatePodIdentityAssociationAsync(
        string clusterName, string associationId, string roleArn, CancellationToken cancellationToken)
    {
        var members = new Dictionary<string, object> { ["roleArn"] = roleArn, ["clientRequestToken"] = Guid.NewGuid().ToString() };
        return CallAsync("POST", "Update", clusterName, associationId, members, cancellationToken);
    }

    public async Task DeletePodIdentityAssociationAsync(string clusterName, string associationId, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync("DELETE", "Delete", clusterName, associationId, null, cancellationToken);
        }
        catch (AwsErrorException failure) when (failure.AwsErrorCode == NotFound)
        {
            // Gone already.
        }
    }

    private Task<JsonElement> CallAsync(
        string method,
        string verb,
        string clusterName,
        string? associationId,
        Dictionary<string, object>? members,
        CancellationToken cancellationToken) =>
        channel.JsonAsync(
            new ProtocolRequest(AwsService.Eks, verb + "PodIdentityAssociation")
            {
                Method = method,
                Path = associationId is null ? PathOf(clusterName) : $"{PathOf(clusterName)}/{Uri.EscapeDataString(associationId)}",
                Json = members is null ? [] : JsonSerializer.SerializeToUtf8Bytes(members),
                Target = clusterName,
            },
            cancellationToken);

    private static string PathOf(string clusterName) => $"/clusters/{Uri.EscapeDataString(clusterName)}/pod-identity-associations";

    private static PodIdentityAssociation Member(JsonElement answer) =>
        Association(answer.TryGetProperty("association", out var association) ? association : default);

    private static PodIdentityAssociation Association(JsonElement item) =>
        new(
            item.Text("associationId") ?? "",
            item.Text("associationArn") ?? "",
            item.Text("namespace") ?? "",
            item.Text("serviceAccount") ?? "")
        {
            RoleArn = item.Text("roleArn"),
            OwnerArn = item.Text("ownerArn"),
            Tags = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("tags", out var tags)
                && tags.ValueKind == JsonValueKind.Object
                ? tags.EnumerateObject().ToDictionary(tag => tag.Name, tag => tag.Value.ToString(), StringComparer.Ordinal)
                : new Dictionary<string, string>(),
        };
}
