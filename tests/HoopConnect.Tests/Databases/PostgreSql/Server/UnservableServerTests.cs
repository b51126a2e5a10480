using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Tests.Databases.PostgreSql.Roles;

namespace HoopConnect.Tests.Databases.PostgreSql.Server;

/// <summary>
/// A server that cannot be changed is refused by every kind of user before anything is written. The server says so here by our own hand.
/// </summary>
public class UnservableServerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("\"replica\": false", "\"replica\": true", "Database.ReadOnly", "replica")]
    [InlineData("\"version\": 18", "\"version\": 13", "Database.VersionNotServed", "14 is the oldest")]
    public async Task Every_kind_refuses_it_when_it_plans(string said, string retold, string errorId, string says)
    {
        await using var server = await ManagedServer.StartAsync();
        RoleAssert.All(RoleState.Created, await server.Roles.ProvisionAsync());
        await server.ProvideSessionUserAsync();
        await server.ProvideIamUserAsync(new IamUserRequest(server.Master, "report"));
        NothingIsWritten(server);
        server.Engine.Retold = text => text.Replace(said, retold, StringComparison.Ordinal);

        await RefusesAsync(() => server.Roles.PlanAsync());
        await RefusesAsync(() => server.Roles.RemoveAsync());
        await RefusesAsync(() => server.ProvideSessionUserAsync(new(ManagedServer.Policy) { Rotate = true }));
        await RefusesAsync(() => server.PlanIamUserAsync(new IamUserRequest(server.Master, "report")));
        foreach (var kind in Enum.GetValues<ManagedKind>())
            await RefusesAsync(() => server.RemoveAsync(server.Removal(kind, "report")));

        async Task RefusesAsync(Func<Task> request)
        {
            var refused = await ManagedServer.RefusedAsync(request);
            Assert.Equal(errorId, refused.ErrorId);
            Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_server_that_became_a_replica_after_the_plan_was_made_is_refused_when_it_is_applied()
    {
        await using var server = await ManagedServer.StartAsync();
        await server.Roles.ProvisionAsync(server.Roles.Request with { Kinds = [RoleKind.ReadOnly] });
        await server.ProvideIamUserAsync(new IamUserRequest(server.Master, "report"));
        var roles = await server.Roles.PlanAsync();
        var iam = await server.PlanIamUserAsync(new IamUserRequest(server.Master, "second"));
        var removal = await server.Engine.ManagedUsers.PlanRemovalAsync(server.Removal(ManagedKind.Iam, "report"), server.Roles.Host, Stop);
        var rolesRemoval = await server.Engine.Roles.PlanRemovalAsync(server.Roles.Request, server.Roles.Host, Stop);
        NothingIsWritten(server);
        server.Engine.Retold = text => text.Replace("\"replica\": false", "\"replica\": true", StringComparison.Ordinal);

        await RefusesAsync(() => server.Roles.ApplyAsync(roles));
        await RefusesAsync(() => iam.ApplyAsync(server.Roles.Host, Stop));
        await RefusesAsync(() => removal.ApplyAsync(_ => { }, server.Roles.Host, Stop).ToListAsync(Stop).AsTask());
        await RefusesAsync(() => server.Roles.ApplyAsync(rolesRemoval));

        static async Task RefusesAsync(Func<Task> request) =>
            Assert.Equal("Database.ReadOnly", (await ManagedServer.RefusedAsync(request)).ErrorId);
    }

    private static void NothingIsWritten(ManagedServer server) =>
        server.Engine.BeforeBatch = statements =>
            throw new HoopException("Test.Written", HoopErrorKind.InvalidOperation, string.Join("; ", statements));
}
