using HoopConnect.IdentityCenter.Directory;

namespace HoopConnect.Tests.IdentityCenter.Sync;

/// <summary>A directory whose groups a test moves people in and out of.</summary>
internal sealed class MemoryDirectory : IIdentityDirectory
{
    public const string StoreId = "d-1234567890";

    private readonly Dictionary<string, DirectoryUser> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _groups = new(StringComparer.Ordinal);

    public IReadOnlyCollection<DirectoryUser> Users => _users.Values;

    public void Put(string id, string userName, bool? isEnabled = true) =>
        _users[id] = new DirectoryUser(id, userName) { IsEnabled = isEnabled };

    public void Delete(string id)
    {
        _users.Remove(id);
        foreach (var members in _groups.Values)
            members.Remove(id);
    }

    public void Join(string group, params string[] ids)
    {
        _groups.TryAdd(group, []);
        _groups[group].UnionWith(ids.Where(_users.ContainsKey));
    }

    public void Leave(string group, string id) => _groups[group].Remove(id);

    public bool IsIn(string group, string id) => _groups.TryGetValue(group, out var members) && members.Contains(id);

    public Task<DirectoryReading> ReadGroupsAsync(IReadOnlyList<string> groups, CancellationToken cancellationToken) =>
        Task.FromResult(new DirectoryReading(
            StoreId,
            [.. groups.Select(group => new DirectoryGroup("id-" + group, group)
            {
                Members = [.. _groups.GetValueOrDefault(group, []).Select(id => _users[id]).OrderBy(user => user.Id)],
            })],
            DateTime.UtcNow));
}
