using HoopConnect.Aws.IdentityStore;

namespace HoopConnect.Tests.IdentityCenter.Directory;

/// <summary>
/// An identity store with a group of users each of whom has the status that is their id, but for one whose answer has none.
/// </summary>
internal sealed class StoreDouble : IIdentityStoreClient
{
    public const string GroupId = "11112222-3333-4444-5555-666677778888";

    public Task<IdentityStoreUser?> DescribeUserAsync(string identityStoreId, string userId, CancellationToken cancellationToken) =>
        Task.FromResult<IdentityStoreUser?>(new IdentityStoreUser(userId, userId) { UserStatus = userId == "silent" ? null : userId });

    public IAsyncEnumerable<IdentityStoreGroup> ListGroupsAsync(string identityStoreId, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IdentityStoreGroup?> DescribeGroupAsync(string identityStoreId, string groupId, CancellationToken cancellationToken) =>
        Task.FromResult<IdentityStoreGroup?>(new IdentityStoreGroup(groupId, "everybody"));

    public IAsyncEnumerable<string> ListGroupMembershipsAsync(
        string identityStoreId, string groupId, CancellationToken cancellationToken) =>
        new[] { "silent", "ENABLED", "DISABLED", "SOMETHING_NEW" }.ToAsyncEnumerable();

    public IAsyncEnumerable<string> ListGroupMembershipsForMemberAsync(
        string identityStoreId, string userId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string?> GetUserIdAsync(string identityStoreId, string userName, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
