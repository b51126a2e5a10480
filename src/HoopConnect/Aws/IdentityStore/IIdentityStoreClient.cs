namespace HoopConnect.Aws.IdentityStore;

/// <summary>The calls of the Identity Store that the product makes; operations and members are named as in its API Reference.</summary>
public interface IIdentityStoreClient
{
    /// <summary>ListGroups: all groups, page by page.</summary>
    IAsyncEnumerable<IdentityStoreGroup> ListGroupsAsync(string identityStoreId, CancellationToken cancellationToken);

    /// <summary>DescribeGroup; null where there is none of that id.</summary>
    Task<IdentityStoreGroup?> DescribeGroupAsync(string identityStoreId, string groupId, CancellationToken cancellationToken);

    /// <summary>ListGroupMemberships: the ids of the users in a group, page by page.</summary>
    IAsyncEnumerable<string> ListGroupMembershipsAsync(string identityStoreId, string groupId, CancellationToken cancellationToken);

    /// <summary>ListGroupMembershipsForMember: the ids of the groups a user is in, page by page.</summary>
    IAsyncEnumerable<string> ListGroupMembershipsForMemberAsync(
        string identityStoreId, string userId, CancellationToken cancellationToken);

    /// <summary>DescribeUser; null where there is none of that id.</summary>
    Task<IdentityStoreUser?> DescribeUserAsync(string identityStoreId, string userId, CancellationToken cancellationToken);

    /// <summary>GetUserId: the id of the user of that name; null where there is none.</summary>
    Task<string?> GetUserIdAsync(string identityStoreId, string userName, CancellationToken cancellationToken);
}
