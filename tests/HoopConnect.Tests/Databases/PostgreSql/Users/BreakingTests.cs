using HoopConnect.Credentials;
using HoopConnect.Credentials.Passwords;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;
using HoopConnect.Sandbox.Servers;
using HoopConnect.SessionUsers;
using HoopConnect.Tests.Databases.PostgreSql.Roles;
using HoopConnect.Tests.Databases.PostgreSql.Server;

namespace HoopConnect.Tests.Databases.PostgreSql.Users;

/// <summary>Any request to the server may be the last one of a run: the next run ends what it began, and no password is lost.</summary>
public sealed class BreakingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_user_is_made_whole_and_removed_by_the_next_run()
    {
        await using var server = await ManagedServer.StartAsync();

        await BreakingConnection.AfterEveryRequestAsync(
            server.Master.Port,
            (port, round) => server.ProvideSessionUserAsync(Order(round), port),
            async round =>
            {
                var user = await server.ProvideSessionUserAsync(Order(round));
                await using (await server.Roles.Server.OpenAsync(new ServerLogin(user.UserName, user.Login.Password.Reveal()), "app", Stop))
                {
                }

                var again = await server.ProvideSessionUserAsync(Order(round));
                Assert.Equal((user.Login.Password.Reveal(), false), (again.Login.Password.Reveal(), again.Created || again.Rotated));
            });
        await RemoveAsync(server, ManagedKind.Session, await server.ListAsync(ManagedKind.Session));
    }

    [Fact]
    public async Task A_user_that_logs_in_by_IAM_is_made_whole_and_removed_by_the_next_run()
    {
        await using var server = await ManagedServer.StartAsync();
        RoleAssert.All(RoleState.Created, await server.Roles.ProvisionAsync());

        await BreakingConnection.AfterEveryRequestAsync(
            server.Master.Port,
            (port, round) => server.ProvideIamUserAsync(Request(server.Master with { Port = port }, round)),
            async round =>
            {
                Assert.Empty((await server.ProvideIamUserAsync(Request(server.Master, round))).Findings);
                Assert.True((await server.PlanIamUserAsync(Request(server.Master, round))).Plan.IsEmpty);
            });
        await RemoveAsync(server, ManagedKind.Iam, await server.ListAsync(ManagedKind.Iam));

        static IamUserRequest Request(ConnectionSettings master, int round) =>
            new(master, $"reporter {round}") { Role = RoleKind.ReadOnly };
    }

    [Fact]
    public async Task The_roles_are_made_and_removed_by_the_next_run()
    {
        await using var server = await ManagedServer.StartAsync();
        var vault = new InMemoryVault();

        await BreakingConnection.AfterEveryRequestAsync(
            server.Master.Port,
            (port, _) => ProvisionAsync(server, vault, port),
            async _ =>
            {
                Assert.All(await ProvisionAsync(server, vault), outcome => Assert.Empty(outcome.Findings));
                Assert.All(await ProvisionAsync(server, vault), outcome => Assert.Equal(RoleState.InSync, outcome.State));
                Assert.All(await RemoveAsync(server, vault), outcome => Assert.Equal(RoleState.Removed, outcome.State));
            });
        await BreakingConnection.AfterEveryRequestAsync(
            server.Master.Port,
            async (port, _) =>
            {
                Assert.All(await ProvisionAsync(server, vault), outcome => Assert.Equal(RoleState.Created, outcome.State));
                await RemoveAsync(server, vault, port);
            },
            async _ => Assert.All(await RemoveAsync(server, vault), outcome =>
            {
                Assert.Empty(outcome.Findings);
                Assert.True(outcome.State is RoleState.Removed or RoleState.Missing, $"{outcome.Kind} is {outcome.State}");
            }));
        Assert.Equal(0L, await server.Roles.MembershipsOfMasterAsync());
    }

    private static async Task<IReadOnlyList<RoleOutcome>> ProvisionAsync(ManagedServer server, InMemoryVault vault, int? port = null)
    {
        var (request, passwords) = Roles(server, vault, port);
        var plan = await server.Engine.Roles.PlanAsync(request, passwords, server.Roles.Host, Stop);
        return await plan.ApplyAsync(passwords, server.Roles.Host, Stop).ToListAsync(Stop);
    }

    private static async Task<IReadOnlyList<RoleOutcome>> RemoveAsync(ManagedServer server, InMemoryVault vault, int? port = null)
    {
        var (request, passwords) = Roles(server, vault, port);
        var plan = await server.Engine.Roles.PlanRemovalAsync(request, server.Roles.Host, Stop);
        return await plan.ApplyAsync(passwords, server.Roles.Host, Stop).ToListAsync(Stop);
    }

    private static (RoleRequest Request, IRolePasswords Passwords) Roles(ManagedServer server, InMemoryVault vault, int? port)
    {
        var request = new RoleRequest(server.Master with { Port = port ?? server.Master.Port });
        var deadline = port is null ? TimeSpan.FromSeconds(5) : BreakingConnection.ProofDeadline;
        var passwords = new VaultRolePasswords(
            new CheckedVault(vault, locks: null), DatabaseIdentity.At(server.Master.Host, server.Master.Port), server.Engine,
            request.Master, RunMode.Apply, new PasswordProtocolOptions { ProofDeadline = deadline }, TimeProvider.System);
        return (request, passwords);
    }

    /// <summary>
    /// Removes one user a round, over a connection that breaks off, as long as there are any; <see cref="RemovalFaultTests"/> goes on to
    /// the end.
    /// </summary>
    private static async Task RemoveAsync(ManagedServer server, ManagedKind kind, IReadOnlyList<string> names)
    {
        var rounds = await BreakingConnection.AfterEveryRequestAsync(
            server.Master.Port,
            (port, round) => round > names.Count ? Task.CompletedTask : server.RemoveAsync(
                server.Removal(kind, names[round - 1]) with { Master = server.Master with { Port = port } }),
            async round =>
            {
                if (round > names.Count)
                    return;
                var removal = (await server.RemoveAsync(server.Removal(kind, names[round - 1]))).Values.Single();
                Assert.True(removal.State is UserRemovalState.Removed or UserRemovalState.Missing, $"{round}: {removal.State}");
                Assert.Empty(removal.Findings);
            });
        Assert.Equal(names.Skip(rounds).Order(), (await server.ListAsync(kind)).Order());
        Assert.Equal(0L, await server.Roles.MembershipsOfMasterAsync());
    }

    // The user of each policy has a name of its own, which is made of its schemas.
    private static SessionUserOrder Order(int round) =>
        new(ManagedServer.Policy with { Instances = ["app", .. Enumerable.Repeat("app.public", round)] });
}
