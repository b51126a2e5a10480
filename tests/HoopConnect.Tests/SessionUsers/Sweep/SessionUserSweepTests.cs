using HoopConnect.Credentials;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Secrets;
using HoopConnect.SessionUsers.Policies;
using HoopConnect.SessionUsers.Sweep;
using HoopConnect.Tests.Databases.PostgreSql.SessionUsers;

namespace HoopConnect.Tests.SessionUsers.Sweep;

public class SessionUserSweepTests
{
    private static readonly SessionPolicy Reading = new()
    {
        Name = "reading",
        Engine = "postgres",
        PluginConfigEntry = "e",
        Instances = ["dellstore"],
        GrantPrivileges = ["SELECT"],
    };
    private static readonly SessionPolicy Same = Reading with { Name = "a second of the same shape" };
    private static readonly SessionPolicy OnMySql = Reading with { Name = "elsewhere", Engine = "mysql" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_policy_explains_its_users_by_the_rule_of_their_names_and_only_on_its_engine()
    {
        var known = new KnownPolicies([Reading, Same, OnMySql], new PostgreSqlEngine());
        Assert.Equal(["a second of the same shape", "reading"], known.Of("_hoop_session_user_3f551261"));
        Assert.Equal(["a second of the same shape", "reading"], known.Of("_hoop_session_user_3f551261_ana-1"));
        Assert.All(
            [
                "_hoop_session_user_3f551262", "_hoop_session_user_3F551261", "_hoop_session_user_admin", "3f551261", "",
                "_hoop_session_user_",
            ],
            name => Assert.Empty(known.Of(name)));
    }

    [Fact]
    public async Task Filters_select_by_policy_mark_name_and_staleness()
    {
        await using var sweep = await SweepServer.StartAsync();
        await sweep.MakeAsync(0x3f551261);
        await sweep.MakeAsync(0x3f551261, suffix: "_ana", validUntil: "2999-01-01");
        await sweep.MakeAsync(1);
        Assert.Equal(2, (await FindAsync(sweep, new() { Policies = [Reading] })).Count);
        Assert.Equal(3, (await FindAsync(sweep, new() { PolicyNames = [NamePattern.Parse("a p*")] })).Count);
        Assert.Equal(
            "_hoop_session_user_00000001",
            Assert.Single(await FindAsync(sweep, new() { Known = [Reading, OnMySql], Stale = true })).UserName);
        Assert.Equal(
            "_hoop_session_user_3f551261_ana",
            Assert.Single(await FindAsync(sweep, new() { UserNames = [NamePattern.Parse("*_ana")] })).UserName);
        var all = await FindAsync(sweep, new() { Known = [Reading] });
        Assert.Equal(["a policy", "reading", "reading"], all.Select(user => user.Policy));
        Assert.Equal([true, false, false], all.Select(user => user.Stale));
        Assert.Equal(
            "SessionUser.PoliciesNeeded",
            (await Assert.ThrowsAsync<HoopException>(() => FindAsync(sweep, new() { Stale = true }))).ErrorId);
        // What is shown of a user, or written to a file, never has the login it was found with.
        Assert.DoesNotContain(
            sweep.Server.MasterLogin.Password, all[0] + System.Text.Json.JsonSerializer.Serialize(all[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_vault_forgets_users_that_are_gone_and_keeps_one_that_was_made_anew_meanwhile()
    {
        await using var sweep = await SweepServer.StartAsync();
        var vault = new CheckedVault(new InMemoryVault("Team"), locks: null);
        var server = DatabaseIdentity.At(sweep.Server.Host, sweep.Server.Port);
        string[] entries = ["00000001", "00000002", "00000003", "00000002-ana"];
        foreach (var entry in entries)
        {
            var current = VaultNames.ForSessionUser(server, entry);
            foreach (
                var name in new[]
                {
                    current,
                    VaultNames.Previous(current),
                    VaultNames.Pending(current, DateTimeOffset.UnixEpoch, "abcdefgh"),
                })
                await vault.SetAsync(new VaultEntry(name, "u", Secret.From("placeholder")), Stop);
        }

        await sweep.MakeAsync(1);
        await sweep.MakeAsync(2);
        var users = await FindAsync(sweep, new() { Expired = true });
        var removal = new SessionUserSweep(new SweepBatch(users), sweep.Roles.Engine, vault);
        var plan = await removal.PlanAsync(users[0].Reached!, new SweepOptions(), sweep.Roles.Host, Stop);
        Assert.Equal(6, (await removal.ShownAsync(plan, Stop)).Steps.Count(step => step.Target == "vault Team"));
        // Somebody makes one of them anew just before the vault is asked to forget it: the connection that looks again is the third to the
        // server.
        var opened = 0;
        sweep.Roles.Engine.Opening = async settings =>
        {
            if (settings.Database is null && Interlocked.Increment(ref opened) == 2)
                await sweep.MakeAsync(2, "2999-01-01");
        };
        var rows = new List<RemovedSessionUser>();
        await foreach (var row in removal.ApplyAsync(plan, sweep.Roles.Host, Stop))
            rows.Add(row);
        Assert.All(rows, row => Assert.Equal((UserRemovalState.Removed, ""), (row.State, row.Message)));
        var left = await vault.ListAsync("HoopConnect-", Stop);
        Assert.Equal(9, left.Count);
        Assert.DoesNotContain(left, name => name.Contains("-00000001", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_goes_away_gives_a_row_for_each_user_and_the_failure()
    {
        var sweep = await SweepServer.StartAsync();
        await sweep.MakeAsync(1);
        await sweep.MakeAsync(2);
        var users = await FindAsync(sweep, new());
        var removal = new SessionUserSweep(new SweepBatch(users), sweep.Roles.Engine, vault: null);
        var plan = await removal.PlanAsync(users[0].Reached!, new SweepOptions(), sweep.Roles.Host, Stop);
        await sweep.DisposeAsync();
        var rows = new List<RemovedSessionUser>();
        var failure = await Assert.ThrowsAsync<HoopException>(async () =>
        {
            await foreach (var row in removal.ApplyAsync(plan, sweep.Roles.Host, Stop))
                rows.Add(row);
        });
        Assert.Equal("Database.Unreachable", failure.ErrorId);
        Assert.Equal([UserRemovalState.Failed, UserRemovalState.Failed], rows.Select(row => row.State));
        Assert.Contains(sweep.Roles.Host.ProgressReports, report => report.Finished);
    }

    private static async Task<IReadOnlyList<FoundSessionUser>> FindAsync(SweepServer sweep, SessionUserFilter filter)
    {
        var database = new RdsDatabase
        {
            AccountId = "",
            Region = "",
            Identifier = "test",
            Arn = "",
            ResourceId = "",
            Engine = "postgres",
            Status = "available",
        };
        var users = new List<FoundSessionUser>();
        await foreach (
            var user in new SessionUserFinder(database, sweep.Roles.Engine).FindAsync(
                sweep.Roles.Request.Master, filter, sweep.Roles.Host, Stop))
            users.Add(user);
        return users;
    }
}
