using System.Collections.Concurrent;
using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.IdentityCenter.Directory;
using HoopConnect.IdentityCenter.Events;
using HoopConnect.IdentityCenter.Sync;
using HoopConnect.Planning;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.IdentityCenter.Sync;

/// <summary>Runs a sync and keeps its rows.</summary>
internal static class SyncRun
{
    public static GroupMap Map(params (string Group, string Role)[] entries) =>
        new(entries.Select(entry =>
            KeyValuePair.Create(entry.Group, (IReadOnlyList<MemberRole>)[new MemberRole(entry.Role)])));

    public static async Task<(IReadOnlyList<SyncedUser> Rows, SyncSummary? Summary, RecordingHost Host)> RunAsync(
        IIdentityDirectory directory, GroupMap map, IReadOnlyList<SyncTarget> targets, IReadOnlyList<DirectoryEvent>? events = null,
        int maximumRemoval = 100, bool allowEmpty = true, RunMode mode = RunMode.Apply,
        Action? asked = null)
    {
        var rows = new ConcurrentQueue<SyncedUser>();
        var host = new RecordingHost(mode == RunMode.Apply) { Asked = asked };
        var summary = await new IdentityCenterSync(directory, host).RunAsync(
            new SyncRequest(map, targets) { Events = events, MaximumRemoval = maximumRemoval, AllowEmptyGroup = allowEmpty },
            mode,
            (row, _) =>
            {
                rows.Enqueue(row);
                return ValueTask.CompletedTask;
            },
            TestContext.Current.CancellationToken);
        return ([.. rows], summary, host);
    }

    public static IEnumerable<(string Name, IdentityCenterState State)> States(IEnumerable<SyncedUser> rows) =>
        rows.Select(row => (row.UserName, row.State)).OrderBy(row => row.UserName, StringComparer.Ordinal);
}
