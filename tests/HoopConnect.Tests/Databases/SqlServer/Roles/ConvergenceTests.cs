using HoopConnect.Planning;
using HoopConnect.Credentials;
using HoopConnect.Credentials.Passwords;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers.Tds;

namespace HoopConnect.Tests.Databases.SqlServer.Roles;

/// <summary>
/// A run that is killed at any of its requests, before the server carries it out or after it, leaves what the next run knows as ours and
/// finishes: with the real protocol of passwords, and the real driver.
/// </summary>
public sealed class ConvergenceTests : SqlServerTests
{
    public static TheoryData<bool, bool> Servers => new() { { false, false }, { false, true }, { true, false } };

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_creation_that_is_killed_at_any_step_is_finished_by_the_next(bool isBabelfish, bool isEmpty)
    {
        var killed = await AtEachStepAsync(isBabelfish, isEmpty, async (scenario, passwords, isKilled) =>
        {
            scenario.Server.KillAfter(isKilled.Requests, isKilled.CarriesOut);
            await RunToItsEndAsync(() => ProvisionAsync(scenario, passwords()));
            if (!scenario.Server.Revive())
                return false;
            // A look at what is there refuses nothing: whatever is there is known as ours.
            await scenario.Engine.Roles.PlanAsync(Request(scenario), passwords(), scenario.Host, Stop);
            Assert.All(await ProvisionAsync(scenario, passwords()), outcome => Assert.Empty(outcome.Findings));
            return true;
        });
        Assert.True(killed > (isEmpty ? 12 : 20), $"{killed} kills");
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(false, false, true)]
    public async Task A_removal_that_is_killed_at_any_step_is_finished_by_the_next(bool isBabelfish, bool isEmpty, bool isEarlier)
    {
        var killed = await AtEachStepAsync(isBabelfish, isEmpty, async (scenario, passwords, isKilled) =>
        {
            await ProvisionAsync(scenario, passwords());
            if (isEarlier)
                scenario.MakeEarlier();
            foreach (var database in scenario.Server.Databases.Values)
                database.Owned.Add(new OwnedObject("hoop_ddl", "SCHEMA", null, "work"));
            if (isBabelfish)
                scenario.Server.Databases.Values.ToList().ForEach(database => database.Owned.Clear());
            scenario.Server.KillAfter(isKilled.Requests, isKilled.CarriesOut);
            await RunToItsEndAsync(async () => await RemoveAsync(scenario, passwords()));
            if (!scenario.Server.Revive())
                return false;
            Assert.All(await RemoveAsync(scenario, passwords()), outcome =>
                Assert.True(outcome.State is RoleState.Removed or RoleState.Missing,
                    $"{isKilled}: {outcome.State} {string.Join("; ", outcome.Findings)}"));
            Assert.Empty(scenario.Server.Logins);
            Assert.All(scenario.Server.Databases.Values, database =>
            {
                Assert.DoesNotContain(database.Principals.Keys, name => name is "hoop_ro" or "hoop_rw" or "hoop_ddl");
                Assert.Empty(database.Marks);
                Assert.All(database.Owned, owned => Assert.Equal(ScriptedDatabase.NewOwnerOf("hoop_ddl"), owned.Owner));
            });
            // And they can be made anew.
            Assert.All(await ProvisionAsync(scenario, passwords()), outcome => Assert.Equal(RoleState.Created, outcome.State));
            return true;
        });
        Assert.True(killed > (isEmpty ? 14 : 20), $"{killed} kills");
    }

    [Fact]
    public async Task Roles_can_be_made_again_wherever_their_removal_was_killed()
    {
        await AtEachStepAsync(false, false, async (scenario, passwords, isKilled) =>
        {
            await ProvisionAsync(scenario, passwords());
            scenario.Server.KillAfter(isKilled.Requests, isKilled.CarriesOut);
            await RunToItsEndAsync(async () => await RemoveAsync(scenario, passwords()));
            if (!scenario.Server.Revive())
                return false;
            Assert.All(await ProvisionAsync(scenario, passwords()), outcome => Assert.Empty(outcome.Findings));
            Assert.True((await scenario.Engine.Roles.PlanAsync(Request(scenario), passwords(), scenario.Host, Stop)).Plan.IsEmpty);
            return true;
        });
    }

    /// <summary>Kills one request after the other, in both ways, until a run comes to its end; gives how many kills that took.</summary>
    private static async Task<int> AtEachStepAsync(
        bool isBabelfish, bool isEmpty, Func<RoleScenario, Func<IRolePasswords>, (int Requests, bool CarriesOut), Task<bool>> run)
    {
        await using var endpoint = new TdsServer();
        endpoint.SetMasterPassword(ScriptedSqlServer.MasterPassword);
        var kills = 0;
        foreach (var carriesOut in new[] { false, true })
        {
            for (var requests = 0; ; requests++)
            {
                var scenario = new RoleScenario(server: new ScriptedSqlServer(endpoint) { IsBabelfish = isBabelfish });
                if (!isEmpty)
                    scenario.Server.AddDatabase("shop", database => database.ListsConnect = !isBabelfish);
                var vault = new CheckedVault(new InMemoryVault(), locks: null);
                IRolePasswords Passwords() => new VaultRolePasswords(
                    vault, DatabaseIdentity.At(endpoint.Host, endpoint.Port), scenario.Engine, scenario.Server.Master, RunMode.Apply,
                    new PasswordProtocolOptions { ProofDeadline = TimeSpan.FromSeconds(1) }, TimeProvider.System);
                if (!await run(scenario, Passwords, (requests, carriesOut)))
                    break;
                kills++;
            }
        }

        return kills;
    }

    /// <summary>Two of the three: what is between the first and the last is there, and nothing twice.</summary>
    private static RoleRequest Request(RoleScenario scenario) => scenario.Request with { Kinds = [RoleKind.ReadOnly, RoleKind.Ddl] };

    private static async Task RunToItsEndAsync(Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (HoopException)
        {
            // That is how a run ends whose server does not answer any more; what became of the server is looked at afterwards.
        }
    }

    private static async Task<IReadOnlyList<RoleOutcome>> ProvisionAsync(RoleScenario scenario, IRolePasswords passwords)
    {
        var plan = await scenario.Engine.Roles.PlanAsync(Request(scenario), passwords, scenario.Host, Stop);
        return await plan.ApplyAsync(passwords, scenario.Host, Stop).ToListAsync(Stop);
    }

    private static async Task<IReadOnlyList<RoleOutcome>> RemoveAsync(RoleScenario scenario, IRolePasswords passwords)
    {
        var plan = await scenario.Engine.Roles.PlanRemovalAsync(Request(scenario), scenario.Host, Stop);
        return await plan.ApplyAsync(passwords, scenario.Host, Stop).ToListAsync(Stop);
    }
}
