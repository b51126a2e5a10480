using System.Globalization;
using System.Text.Json.Nodes;

namespace HoopConnect.Sandbox.Model;

/// <summary>
/// An instance of IAM Identity Center with its identity store. Whoever reads or changes it holds <see cref="Organisation.Gate"/>.
/// </summary>
public sealed class IdentityCenterInstance
{
    private readonly Organisation _organisation;
    private int _made;

    /// <summary>Makes an empty one.</summary>
    /// <param name="organisation">The organisation it belongs to.</param>
    /// <param name="accountId">The account it is in.</param>
    /// <param name="region">Its one region.</param>
    /// <param name="number">16 lower-case hexadecimal digits: the end of its ARN, and the id of its store.</param>
    public IdentityCenterInstance(Organisation organisation, string accountId, string region, string number)
    {
        ArgumentNullException.ThrowIfNull(organisation);
        ArgumentNullException.ThrowIfNull(number);
        _organisation = organisation;
        (AccountId, Region) = (accountId, region);
        InstanceArn = $"arn:{organisation.Partition}:sso:::instance/ssoins-{number}";
        IdentityStoreId = "d-" + number[^10..];
    }

    /// <summary>The account it is in.</summary>
    public string AccountId { get; }

    /// <summary>Its region.</summary>
    public string Region { get; }

    /// <summary>Its ARN.</summary>
    public string InstanceArn { get; }

    /// <summary>Its identity store.</summary>
    public string IdentityStoreId { get; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Users.</summary>
    public List<DirectoryPerson> Users { get; } = [];

    /// <summary>Groups.</summary>
    public List<DirectoryTeam> Groups { get; } = [];

    /// <summary>Attributes for access control by their key; null where they are not switched on.</summary>
    public Dictionary<string, IReadOnlyList<string>>? Attributes { get; set; }

    /// <summary>What EventBridge sent of the changes so far, the earliest first.</summary>
    public List<string> Events { get; } = [];

    /// <summary>The user of that name.</summary>
    public DirectoryPerson User(string userName) =>
        Users.Find(user => user.UserName == userName) ?? throw new ArgumentException($"No user '{userName}'.", nameof(userName));

    /// <summary>The group of that name.</summary>
    public DirectoryTeam Group(string displayName) =>
        Groups.Find(group => group.DisplayName == displayName)
        ?? throw new ArgumentException($"No group '{displayName}'.", nameof(displayName));

    /// <summary>Makes a group.</summary>
    public DirectoryTeam AddGroup(string displayName)
    {
        var group = new DirectoryTeam(NextId()) { DisplayName = displayName };
        Groups.Add(group);
        return group;
    }

    /// <summary>Makes a user and puts it into groups.</summary>
    public DirectoryPerson AddUser(string userName, params string[] groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var user = new DirectoryPerson(NextId()) { UserName = userName, DisplayName = userName };
        Users.Add(user);
        Tell("CreateUser", new JsonObject { ["identityStoreId"] = IdentityStoreId },
            new JsonObject { ["user"] = new JsonObject { ["userId"] = user.Id, ["userName"] = "HIDDEN_DUE_TO_SECURITY_REASONS" } });
        foreach (var group in groups)
            Join(user, Group(group));
        return user;
    }

    /// <summary>Puts a user into a group.</summary>
    public void Join(DirectoryPerson user, DirectoryTeam group)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(group);
        if (group.Members.Contains(user.Id))
            return;
        group.Members.Add(user.Id);
        Tell("AddMemberToGroup", new JsonObject
        {
            ["identityStoreId"] = IdentityStoreId,
            ["groupId"] = group.Id,
            ["member"] = new JsonObject { ["memberId"] = user.Id },
        });
    }

    /// <summary>Takes a user out of a group.</summary>
    public void Leave(DirectoryPerson user, DirectoryTeam group)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(group);
        if (!group.Members.Remove(user.Id))
            return;
        Tell("RemoveMemberFromGroup", new JsonObject
        {
            ["identityStoreId"] = IdentityStoreId,
            ["groupId"] = group.Id,
            ["memberId"] = user.Id,
        });
    }

    /// <summary>Takes a user out of the directory.</summary>
    public void RemoveUser(DirectoryPerson user)
    {
        ArgumentNullException.ThrowIfNull(user);
        Users.Remove(user);
        foreach (var group in Groups)
            group.Members.Remove(user.Id);
        Tell("DeleteUser", new JsonObject { ["identityStoreId"] = IdentityStoreId, ["userId"] = user.Id });
    }

    /// <summary>Brings a user of that name into exactly these groups, all of which are made where there are none; null: gone.</summary>
    internal void SetMember(string userName, IReadOnlyList<string>? groups)
    {
        var user = Users.Find(user => user.UserName == userName);
        if (groups is null)
        {
            if (user is not null)
                RemoveUser(user);
            return;
        }

        user ??= AddUser(userName);
        foreach (var name in groups.Where(name => !Groups.Exists(group => group.DisplayName == name)))
            AddGroup(name);
        foreach (var group in Groups)
        {
            if (groups.Contains(group.DisplayName))
                Join(user, group);
            else
                Leave(user, group);
        }
    }

    // The form that the API pattern has: ten digits of the store, then a UUID.
    private string NextId() =>
        string.Create(CultureInfo.InvariantCulture, $"{IdentityStoreId[2..]}-0a1b2c3d-4e5f-4a6b-8c7d-{++_made:x12}");

    private void Tell(string eventName, JsonObject requestParameters, JsonObject? responseElements = null)
    {
        var time = _organisation.Options.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        Events.Add(new JsonObject
        {
            ["version"] = "0",
            ["id"] = Guid.NewGuid().ToString(),
            ["detail-type"] = "AWS API Call via CloudTrail",
            ["source"] = "aws.sso-directory",
            ["account"] = AccountId,
            ["time"] = time,
            ["region"] = Region,
            ["resources"] = new JsonArray(),
            ["detail"] = new JsonObject
            {
                ["eventVersion"] = "1.08",
                ["eventTime"] = time,
                ["eventSource"] = "sso-directory.amazonaws.com",
                ["eventName"] = eventName,
                ["awsRegion"] = Region,
                ["requestParameters"] = requestParameters,
                ["responseElements"] = responseElements,
                ["eventID"] = Guid.NewGuid().ToString(),
                ["eventType"] = "AwsServiceEvent",
                ["recipientAccountId"] = AccountId,
            },
        }.ToJsonString());
    }
}
