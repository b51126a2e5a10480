using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoopConnect.Aws.Protocol;

namespace HoopConnect.Aws.IdentityStore;

/// <summary>The Identity Store over the JSON protocol.</summary>
internal sealed class IdentityStoreClient(ServiceChannel channel) : IIdentityStoreClient
{
    // What a page may have at most ("MaxResults").
    private const int PageSize = 100;

    public async IAsyncEnumerable<IdentityStoreGroup> ListGroupsAsync(
        string identityStoreId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var members = new JsonObject { ["IdentityStoreId"] = identityStoreId };
        await foreach (var group in PagesAsync("ListGroups", "Groups", members, identityStoreId, cancellationToken))
            yield return Group(group);
    }

    public async Task<IdentityStoreGroup?> DescribeGroupAsync(
        string identityStoreId, string groupId, CancellationToken cancellationToken)
    {
        var members = new JsonObject { ["IdentityStoreId"] = identityStoreId, ["GroupId"] = groupId };
        return await FindAsync("DescribeGroup", members, groupId, cancellationToken) is { } answer ? Group(answer) : null;
    }

    public async IAsyncEnumerable<string> ListGroupMembershipsAsync(
        string identityStoreId, string groupId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var members = new JsonObject { ["IdentityStoreId"] = identityStoreId, ["GroupId"] = groupId };
        await foreach (
            var membership in PagesAsync("ListGroupMemberships", "GroupMemberships", members, groupId, cancellationToken))
        {
            // A member that is no user has another member here.
            if (membership.TryGetProperty("MemberId", out var member) && member.Text("UserId") is { } userId)
                yield return userId;
        }
    }

    public async IAsyncEnumerable<string> ListGroupMembershipsForMemberAsync(
        string identityStoreId, string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var members = new JsonObject { ["IdentityStoreId"] = identityStoreId, ["MemberId"] = new JsonObject { ["UserId"] = userId } };
        await foreach (
            var membership in PagesAsync("ListGroupMembershipsForMember", "GroupMemberships", members, userId, cancellationToken))
        {
            if (membership.Text("GroupId") is { } groupId)
                yield return groupId;
        }
    }

    public async Task<IdentityStoreUser?> DescribeUserAsync(string identityStoreId, string userId, CancellationToken cancellationToken)
    {
        var members = new JsonObject { ["IdentityStoreId"] = identityStoreId, ["UserId"] = userId };
        return await FindAsync("DescribeUser", members, userId, cancellationToken) is { } answer
            ? new IdentityStoreUser(answer.Text("UserId") ?? userId, answer.Text("UserName") ?? "")
            {
                DisplayName = answer.Text("DisplayName"),
                UserStatus = answer.Text("UserStatus"),
                ExternalIds = ExternalIds(answer),
            }
            : null;
    }

    public async Task<string?> GetUserIdAsync(string identityStoreId, string userName, CancellationToken cancellationToken)
    {
        var name = new JsonObject { ["AttributePath"] = "userName", ["AttributeValue"] = userName };
        var members = new JsonObject
        {
            ["IdentityStoreId"] = identityStoreId,
            ["AlternateIdentifier"] = new JsonObject { ["UniqueAttribute"] = name },
        };
        return (await FindAsync("GetUserId", members, userName, cancellationToken))?.Text("UserId");
    }

    private static IdentityStoreGroup Group(JsonElement group) => new(group.Text("GroupId") ?? "", group.Text("DisplayName") ?? "");

    private static List<(string Issuer, string Id)> ExternalIds(JsonElement user) =>
        user.TryGetProperty("ExternalIds", out var ids) && ids.ValueKind == JsonValueKind.Array
            ? [.. ids.EnumerateArray().Select(id => (id.Text("Issuer") ?? "", id.Text("Id") ?? ""))]
            : [];

    private async Task<JsonElement?> FindAsync(string operation, JsonObject members, string target, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(operation, members, target, cancellationToken);
        }
        catch (AwsErrorException failure) when (failure.AwsErrorCode == "ResourceNotFoundException")
        {
            return null;
        }
    }

    private async IAsyncEnumerable<JsonElement> PagesAsync(
        string operation, string list, JsonObject members, string target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        members["MaxResults"] = PageSize;
        var markers = new PageMarkers($"identitystore:{operation}");
        string? token = null;
        do
        {
            if (token is not null)
                members["NextToken"] = token;
            var answer = await CallAsync(operation, members, target, cancellationToken);
            if (answer.TryGetProperty(list, out var items) && items.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in items.EnumerateArray())
                    yield return item;
            }

            token = markers.Next(answer.Text("NextToken"));
        }
        while (token is not null);
    }

    private Task<JsonElement> CallAsync(string operation, JsonObject members, string target, CancellationToken cancellationToken) =>
        channel.JsonAsync(
            new ProtocolRequest(AwsService.IdentityStore, operation)
            {
                Json = JsonSerializer.SerializeToUtf8Bytes(members),
                Target = target,
            },
            cancellationToken);
}
