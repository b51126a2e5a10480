using HoopConnect.Aws;
using HoopConnect.Hosting;
using HoopConnect.IdentityCenter.Directory;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Sandbox.Model;
using HoopConnect.Tests.Aws;

namespace HoopConnect.Tests.IdentityCenter.Directory;

/// <summary>Groups, members and users as the Identity Store of the sandbox has them, in pages of two.</summary>
public sealed class IdentityDirectoryTests(SandboxFixture fixture) : IDisposable
{
    private readonly TestEnvironment _environment = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task Groups_are_read_by_name_and_by_id_with_all_their_members()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var store = sandbox.Organisation.IdentityCenters[0];
        lock (sandbox.Organisation.Gate)
        {
            for (var number = 0; number < 5; number++)
                store.AddUser($"member-{number}", "DBA");
            store.User("jane").ExternalIds.Add(("https://provider.example.com", "ext-1"));
        }

        var reading = await IdentityDirectory.Of(session).ReadGroupsAsync(["dba", store.Group("Analysts").Id, "DBA"], Stop);

        Assert.Equal(store.IdentityStoreId, reading.IdentityStoreId);
        Assert.Equal(DateTimeKind.Utc, reading.Time.Kind);
        Assert.Equal(["DBA", "Analysts", "DBA"], reading.Groups.Select(group => group.DisplayName));
        Assert.Equal(
            ["jane", "omar@example.com", "member-0", "member-1", "member-2", "member-3", "member-4"],
            reading.Groups[0].Members.Select(user => user.UserName));
        Assert.Equal(["omar@example.com", "li.wei"], reading.Groups[1].Members.Select(user => user.UserName));
        var jane = reading.Groups[0].Members[0];
        Assert.Equal((store.User("jane").Id, "jane"), (jane.Id, jane.DisplayName));
        Assert.Equal([new DirectoryExternalId("https://provider.example.com", "ext-1")], jane.ExternalIds);
        // Each user once, whichever groups they are in; each group's memberships once.
        var asked = sandbox.Requests.All.Where(request => request.Action == "DescribeUser").Select(request => request.Parameters["UserId"]);
        Assert.Equal(8, asked.Count());
        Assert.Equal(8, asked.Distinct().Count());
        Assert.Equal(5, sandbox.Requests.All.Count(request => request.Action == "ListGroupMemberships"));
    }

    [Fact]
    public async Task An_answer_without_a_status_is_neither_enabled_nor_disabled()
    {
        // The models that the traffic is held against are older than the status, so these answers come from a double.
        var reading = await new IdentityDirectory(new StoreDouble(), new AdminDouble()).ReadGroupsAsync([StoreDouble.GroupId], Stop);
        Assert.Null(Find("silent").IsEnabled);
        Assert.True(Find("ENABLED").IsEnabled);
        Assert.False(Find("DISABLED").IsEnabled);
        Assert.Null(Find("SOMETHING_NEW").IsEnabled);

        DirectoryUser Find(string status) => reading.Groups[0].Members.Single(user => user.Id == status);
    }

    [Fact]
    public async Task A_group_that_is_not_there_and_a_name_that_two_groups_have_are_errors_of_their_own()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var store = sandbox.Organisation.IdentityCenters[0];
        DirectoryTeam twin;
        lock (sandbox.Organisation.Gate)
            twin = store.AddGroup("DBA");
        var directory = IdentityDirectory.Of(session);

        var missing = await ErrorOf(directory, "Analysts", "Nobody", "None");
        Assert.Equal("IdentityCenter.GroupNotFound", missing.ErrorId);
        Assert.Contains("'Nobody', 'None'", missing.Message, StringComparison.Ordinal);
        var ambiguous = await ErrorOf(directory, "DBA");
        Assert.Equal("IdentityCenter.AmbiguousGroup", ambiguous.ErrorId);
        Assert.Contains(store.Group("DBA").Id, ambiguous.Message, StringComparison.Ordinal);
        Assert.Contains(twin.Id, ambiguous.Message, StringComparison.Ordinal);
        // The exact spelling tells apart what differs in case only.
        lock (sandbox.Organisation.Gate)
            twin.DisplayName = "dba";
        Assert.Equal(twin.Id, (await directory.ReadGroupsAsync(["dba"], Stop)).Groups[0].Id);
        Assert.Equal("IdentityCenter.InvalidGroup", (await ErrorOf(directory, " ")).ErrorId);
    }

    [Fact]
    public async Task The_instance_is_found_and_where_there_are_two_the_error_has_both()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var first = sandbox.Organisation.IdentityCenters[0];
        Assert.Equal(first.InstanceArn, (await IdentityDirectory.Of(session).GetInstanceAsync(Stop)).InstanceArn);

        var second = new IdentityCenterInstance(sandbox.Organisation, first.AccountId, first.Region, "1111222233334444") { Name = "labs" };
        lock (sandbox.Organisation.Gate)
            sandbox.Organisation.IdentityCenters.Add(second);
        var several = await Assert.ThrowsAsync<HoopException>(() => IdentityDirectory.Of(session).ReadGroupsAsync(["DBA"], Stop));
        Assert.Equal("IdentityCenter.SeveralInstances", several.ErrorId);
        Assert.Contains(first.IdentityStoreId, several.Message, StringComparison.Ordinal);
        Assert.Contains(
            $"{second.InstanceArn} (identity store {second.IdentityStoreId}, 'labs')", several.Message, StringComparison.Ordinal);
        foreach (var named in new[] { second.InstanceArn, second.IdentityStoreId })
        {
            var found = await With(session, named).GetInstanceAsync(Stop);
            Assert.Equal(second.IdentityStoreId, found.IdentityStoreId);
        }

        var wrong = await Assert.ThrowsAsync<HoopException>(() => With(session, "d-0000000000").GetInstanceAsync(Stop));
        Assert.Equal("IdentityCenter.InstanceNotFound", wrong.ErrorId);
        var elsewhere = await Assert.ThrowsAsync<HoopException>(() => IdentityDirectory.Of(session, "us-east-1").GetInstanceAsync(Stop));
        Assert.Equal("IdentityCenter.NoInstance", elsewhere.ErrorId);
    }

    [Fact]
    public async Task Who_left_the_directory_is_no_member_but_nobody_is_none_since_the_store_is_mistyped()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var store = sandbox.Organisation.IdentityCenters[0];
        var jane = store.User("jane");
        var directory = IdentityDirectory.Of(session);
        Assert.Contains(jane.Id, await MembersAsync(directory));
        lock (sandbox.Organisation.Gate)
            store.RemoveUser(jane);
        Assert.DoesNotContain(jane.Id, await MembersAsync(directory));

        // A store that cannot be looked up is taken as it is named, and then every group of it would be "not found".
        sandbox.Organisation.Denials.Deny(store.AccountId, "sso:ListInstances");
        var mistyped = With(session, "d-0000000000");
        var failure = await Assert.ThrowsAsync<AwsErrorException>(() => MembersAsync(mistyped));
        Assert.Equal("Aws.NotFound", failure.ErrorId);
        Assert.Contains(store.User("omar@example.com").Id, await MembersAsync(With(session, store.IdentityStoreId)));

        async Task<IEnumerable<string>> MembersAsync(IdentityDirectory from) =>
            (await from.ReadGroupsAsync(["DBA"], Stop)).Groups[0].Members.Select(user => user.Id);
    }

    [Fact]
    public async Task A_member_that_goes_while_it_is_read_is_left_out_and_a_group_that_goes_is_an_error()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var store = sandbox.Organisation.IdentityCenters[0];
        // Still listed, and not there any more.
        lock (sandbox.Organisation.Gate)
            store.Users.Remove(store.User("jane"));
        var reading = await IdentityDirectory.Of(session).ReadGroupsAsync(["DBA"], Stop);
        Assert.Equal(["omar@example.com"], reading.Groups[0].Members.Select(user => user.UserName));

        sandbox.Faults.Add(new Fault(FaultKind.Error)
        {
            Service = "identitystore",
            Action = "ListGroupMemberships",
            ErrorCode = "ResourceNotFoundException",
            Times = 1,
        });
        Assert.Equal("IdentityCenter.GroupNotFound", (await ErrorOf(IdentityDirectory.Of(session), "DBA")).ErrorId);
    }

    [Fact]
    public async Task Throttling_is_waited_out_and_what_is_denied_says_which_policy_has_it()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        sandbox.Faults.Add(new Fault(FaultKind.Throttle) { Service = "identitystore", Action = "DescribeUser", Times = 2 });
        Assert.Equal(2, (await IdentityDirectory.Of(session).ReadGroupsAsync(["DBA"], Stop)).Groups[0].Members.Count);

        sandbox.Organisation.Denials.Deny(sandbox.Organisation.Management.Id, "identitystore:ListGroups");
        var denied = await ErrorOf(IdentityDirectory.Of(session), "DBA");
        Assert.Equal("Aws.AccessDenied", denied.ErrorId);
        Assert.Contains("IdentityCenterSync", denied.RecommendedAction, StringComparison.Ordinal);
    }

    private static IdentityDirectory With(AwsSession session, string instance) =>
        IdentityDirectory.Of(session, null, new IdentityDirectoryOptions { Instance = instance });

    private static async Task<HoopException> ErrorOf(IdentityDirectory directory, params string[] groups) =>
        await Assert.ThrowsAnyAsync<HoopException>(() => directory.ReadGroupsAsync(groups, Stop));
}
