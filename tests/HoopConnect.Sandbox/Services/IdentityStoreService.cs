using System.Text.Json.Nodes;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>The Identity Store of IAM Identity Center: its groups, memberships and users, read only.</summary>
internal sealed class IdentityStoreService(Organisation organisation) : IAwsService
{
    public string SigningName => "identitystore";

    public IAwsProtocol Protocol { get; } = new JsonProtocol("AWSIdentityStore", "ThrottlingException");

    public AwsResult Handle(AwsCall call)
    {
        var store = Store(call);
        return call.Action switch
        {
            "ListGroups" => Page(call, "Groups", store.Groups, group => Describe(store, group)),
            "DescribeGroup" => AwsResult.Of(Describe(store, Group(store, call))),
            "ListGroupMemberships" => ListMemberships(store, call),
            "ListGroupMembershipsForMember" => ListMembershipsOf(store, call),
            "DescribeUser" => AwsResult.Of(Describe(store, User(store, call.Parameters.Require("UserId")))),
            "GetUserId" => GetUserId(store, call),
            _ => throw new AwsFailureException("UnknownOperationException", $"The sandbox has no operation {call.Action}."),
        };
    }

    private IdentityCenterInstance Store(AwsCall call)
    {
        var id = call.Parameters.Find("IdentityStoreId") ?? throw Invalid("IdentityStoreId is required.");
        return organisation.IdentityCenters.Find(
                each => each.IdentityStoreId == id && each.Region == call.Region && each.AccountId == call.Caller!.AccountId)
            ?? throw NotFound("IDENTITY_STORE", id);
    }

    private AwsResult ListMemberships(IdentityCenterInstance store, AwsCall call)
    {
        var group = Group(store, call);
        return Page(call, "GroupMemberships", group.Members, member => Membership(store, group, member));
    }

    private AwsResult ListMembershipsOf(IdentityCenterInstance store, AwsCall call)
    {
        var user = User(store, Nested(call, "MemberId")["UserId"]?.GetValue<string>() ?? throw Invalid("MemberId is required."));
        var groups = store.Groups.Where(group => group.Members.Contains(user.Id)).ToList();
        return Page(call, "GroupMemberships", groups, group => Membership(store, group, user.Id));
    }

    private static AwsResult GetUserId(IdentityCenterInstance store, AwsCall call)
    {
        var unique = Nested(call, "AlternateIdentifier")["UniqueAttribute"] ?? throw Invalid("UniqueAttribute is required.");
        if (unique["AttributePath"]?.GetValue<string>() != "userName")
            throw Invalid("The sandbox knows users by their userName only.");
        var name = unique["AttributeValue"]!.GetValue<string>();
        var user = store.Users.Find(user => user.UserName == name) ?? throw NotFound("USER", name);
        return AwsResult.Of(new JsonObject { ["UserId"] = user.Id, ["IdentityStoreId"] = store.IdentityStoreId });
    }

    private AwsResult Page<T>(AwsCall call, string list, IReadOnlyList<T> all, Func<T, JsonNode> describe)
    {
        var asked = call.Parameters.Number("MaxResults", 100);
        if (asked is < 1 or > 100)
            throw Invalid("MaxResults must be from 1 to 100.");
        var page = Paging.Take(
            all, call.Parameters.Find("NextToken"), Math.Min(asked, organisation.Options.DirectoryPageSize),
            () => Invalid("The NextToken is not valid."));
        var answer = new JsonObject { [list] = new JsonArray([.. page.Items.Select(describe)]) };
        if (page.Next is not null)
            answer["NextToken"] = page.Next;
        return AwsResult.Of(answer);
    }

    private static JsonObject Describe(IdentityCenterInstance store, DirectoryTeam group) => new()
    {
        ["GroupId"] = group.Id,
        ["DisplayName"] = group.DisplayName,
        ["IdentityStoreId"] = store.IdentityStoreId,
    };

    private static JsonObject Describe(IdentityCenterInstance store, DirectoryPerson user)
    {
        var answer = new JsonObject
        {
            ["UserId"] = user.Id,
            ["UserName"] = user.UserName,
            ["IdentityStoreId"] = store.IdentityStoreId,
        };
        if (user.DisplayName is not null)
            answer["DisplayName"] = user.DisplayName;
        if (user.Status is not null)
            answer["UserStatus"] = user.Status;
        if (user.ExternalIds.Count > 0)
            answer["ExternalIds"] = new JsonArray(
                [.. user.ExternalIds.Select(each => new JsonObject { ["Issuer"] = each.Issuer, ["Id"] = each.Id })]);
        return answer;
    }

    private static JsonObject Membership(IdentityCenterInstance store, DirectoryTeam group, string member) => new()
    {
        ["IdentityStoreId"] = store.IdentityStoreId,
        ["MembershipId"] = member[..11] + "f" + member[12..],
        ["GroupId"] = group.Id,
        ["MemberId"] = new JsonObject { ["UserId"] = member },
    };

    private static DirectoryTeam Group(IdentityCenterInstance store, AwsCall call)
    {
        var id = call.Parameters.Require("GroupId");
        return store.Groups.Find(group => group.Id == id) ?? throw NotFound("GROUP", id);
    }

    private static DirectoryPerson User(IdentityCenterInstance store, string id) =>
        store.Users.Find(user => user.Id == id) ?? throw NotFound("USER", id);

    private static JsonObject Nested(AwsCall call, string name) =>
        JsonNode.Parse(call.Parameters.Find(name) ?? throw Invalid($"{name} is required."))!.AsObject();

    private static AwsFailureException NotFound(string type, string id) =>
        new("ResourceNotFoundException", $"{type} not found: {id}.");

    private static AwsFailureException Invalid(string message) => new("ValidationException", message);
}
