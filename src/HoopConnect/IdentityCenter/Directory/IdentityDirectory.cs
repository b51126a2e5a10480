using System.Collections.Concurrent;
using HoopConnect.Aws;
using HoopConnect.Aws.IdentityStore;
using HoopConnect.Aws.SsoAdmin;
using HoopConnect.Hosting;

namespace HoopConnect.IdentityCenter.Directory;

/// <summary>The directory of an instance of IAM Identity Center. Safe to use from many threads.</summary>
/// <param name="store">The Identity Store in the instance's account and region.</param>
/// <param name="admin">IAM Identity Center there.</param>
/// <param name="options">Which instance, and how it is read.</param>
/// <param name="time">The clock of readings.</param>
public sealed class IdentityDirectory(
    IIdentityStoreClient store, ISsoAdminClient admin, IdentityDirectoryOptions? options = null, TimeProvider? time = null)
    : IIdentityDirectory
{
    // Identity Store API Reference, "Group": DisplayName.
    private const int MaxNameLength = 1024;

    private readonly IdentityDirectoryOptions _options = options ?? new IdentityDirectoryOptions();
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private volatile SsoInstance? _instance;

    /// <summary>The directory of the caller's own account in one region.</summary>
    /// <param name="aws">AWS.</param>
    /// <param name="region">The region of the instance; null for the session's.</param>
    /// <param name="options">Which instance, and how it is read.</param>
    public static IdentityDirectory Of(IAwsServices aws, string? region = null, IdentityDirectoryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(aws);
        var place = region ?? aws.DefaultRegion;
        return new IdentityDirectory(aws.IdentityStore(null, place), aws.SsoAdmin(null, place), options);
    }

    /// <summary>The instance that is read.</summary>
    /// <exception cref="HoopException"><c>IdentityCenter.NoInstance</c>, <c>IdentityCenter.SeveralInstances</c>,
    /// <c>IdentityCenter.InstanceNotFound</c>, AWS errors.</exception>
    public async Task<SsoInstance> GetInstanceAsync(CancellationToken cancellationToken) =>
        _instance ??= await IdentityCenterInstances.FindAsync(admin, _options.Instance, cancellationToken);

    /// <inheritdoc/>
    public async Task<DirectoryReading> ReadGroupsAsync(IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(groups);
        foreach (var name in groups)
        {
            if (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength)
                throw IdentityCenterErrors.InvalidGroup.Error($"'{name}' is neither a group's display name nor its id.", name);
        }

        var began = _time.GetUtcNow().UtcDateTime;
        var storeId = (await GetInstanceAsync(cancellationToken)).IdentityStoreId;
        var found = await FindGroupsAsync(storeId, groups, cancellationToken);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Max(_options.ThrottleLimit, 1),
            CancellationToken = cancellationToken,
        };
        var members = new ConcurrentDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            found.DistinctBy(group => group.GroupId), parallel,
            async (group, stop) => members[group.GroupId] = await MembersAsync(storeId, group, stop));
        var users = new ConcurrentDictionary<string, DirectoryUser?>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            members.Values.SelectMany(ids => ids).Distinct(StringComparer.Ordinal), parallel,
            async (id, stop) => users[id] = await DescribeAsync(storeId, id, stop));
        return new DirectoryReading(
            storeId,
            [
                .. found.Select(group => new DirectoryGroup(group.GroupId, group.DisplayName)
                {
                    Members = [.. members[group.GroupId].Select(id => users[id]).OfType<DirectoryUser>()],
                }),
            ],
            began);
    }

    // Ids first, one call each; the list of all groups is read once, and only where a name is asked for.
    private async Task<List<IdentityStoreGroup>> FindGroupsAsync(
        string storeId, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        var byId = new Dictionary<string, IdentityStoreGroup>(StringComparer.Ordinal);
        foreach (var id in wanted.Where(IsId).Distinct(StringComparer.Ordinal))
        {
            if (await store.DescribeGroupAsync(storeId, id, cancellationToken) is { } group)
                byId[id] = group;
        }

        var all =
            wanted.All(byId.ContainsKey) ? [] : await store.ListGroupsAsync(storeId, cancellationToken).CollectAsync(cancellationToken);
        var missing = new List<string>();
        var found = new List<IdentityStoreGroup>();
        foreach (var name in wanted)
        {
            if ((byId.GetValueOrDefault(name) ?? Named(name, all)) is { } group)
                found.Add(group);
            else
                missing.Add(name);
        }

        if (missing.Count > 0)
        {
            throw IdentityCenterErrors.GroupNotFound.Error(
                $"The identity store {storeId} has no group {string.Join(", ", missing.Select(name => $"'{name}'"))}.", missing[0]);
        }

        return found;
    }

    private static IdentityStoreGroup? Named(string name, List<IdentityStoreGroup> all)
    {
        var exact = all.FindAll(group => group.DisplayName == name);
        var fitting =
            exact.Count > 0 ? exact : all.FindAll(group => string.Equals(group.DisplayName, name, StringComparison.OrdinalIgnoreCase));
        return fitting.Count > 1
            ? throw IdentityCenterErrors.AmbiguousGroup.Error(
                $"{fitting.Count} groups are called '{name}': {string.Join(", ", fitting.Select(group => group.GroupId))}.", name)
            : fitting.FirstOrDefault();
    }

    private async Task<IReadOnlyList<string>> MembersAsync(string storeId, IdentityStoreGroup group, CancellationToken cancellationToken)
    {
        try
        {
            var ids = await store.ListGroupMembershipsAsync(storeId, group.GroupId, cancellationToken).CollectAsync(cancellationToken);
            // A list that changes while its pages are read may name somebody twice.
            return [.. ids.Distinct(StringComparer.Ordinal)];
        }
        catch (AwsErrorException failure) when (AwsErrors.NotFound.Is(failure))
        {
            // An empty list would take everybody's access away.
            throw IdentityCenterErrors.GroupNotFound.Error(
                $"The group '{group.DisplayName}' ({group.GroupId}) went away while it was read.", group.GroupId, cause: failure);
        }
    }

    private async Task<DirectoryUser?> DescribeAsync(string storeId, string userId, CancellationToken cancellationToken) =>
        await store.DescribeUserAsync(storeId, userId, cancellationToken) is { } user
            ? new DirectoryUser(user.UserId, user.UserName)
            {
                DisplayName = user.DisplayName,
                ExternalIds = [.. user.ExternalIds.Select(each => new DirectoryExternalId(each.Issuer, each.Id))],
                IsEnabled = user.UserStatus switch
                {
                    "ENABLED" => true,
                    "DISABLED" => false,
                    _ => null,
                },
            }
            : null;

    // Identity Store API Reference, "GroupId": a UUID, with ten digits of the store before it or without.
    private static bool IsId(string text) => text.Length is 36 or 47 && Guid.TryParseExact(text[^36..], "D", out _);
}
