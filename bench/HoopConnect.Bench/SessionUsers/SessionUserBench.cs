using HoopConnect.Bench.Roles;
using HoopConnect.Credentials;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.PostgreSql.SessionUsers;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;
using HoopConnect.SessionUsers;
using HoopConnect.SessionUsers.Granters;
using HoopConnect.SessionUsers.Policies;
using Npgsql;

namespace HoopConnect.Bench.SessionUsers;

/// <summary>
/// A session user who is there, with a good password in the vault: asked for again and again, against what one would write by hand.
/// </summary>
internal static class SessionUserBench
{
    private const int Calls = 20;
    private const int Repetitions = 9;

    private static readonly SessionPolicy Policy = new()
    {
        Name = "bench",
        Engine = "postgres",
        PluginConfigEntry = "bench-granter",
        Instances = ["shop", "shop.stock"],
        GrantPrivileges = ["SELECT", "INSERT", "UPDATE"],
    };

    /// <summary>
    /// Against a connection as the user and one batch: the same settings, and the query that the product makes, its row dropped.
    /// </summary>
    public static async Task<Row> RunAsync(CancellationToken cancellationToken)
    {
        await using var server = await PostgresServer.StartAsync(cancellationToken: cancellationToken);
        await ArrangeAsync(server, cancellationToken);
        var login = new DatabaseLogin(server.MasterLogin.UserName, Secret.From(server.MasterLogin.Password));
        var master = new ConnectionSettings(server.Host, server.Port, login) { CaFile = server.CaFile };
        var granter = new Granter(DatabaseIdentity.At(server.Host, server.Port), new PostgreSqlEngine(), master);
        var provider = new SessionUserProvider(granter, new CheckedVault(new InMemoryVault(), locks: null));
        var order = new SessionUserOrder(Policy);
        var made = await ProvideAsync();

        var recording = new RecordingEngine(new PostgreSqlEngine());
        await new SessionUserProvisioner(recording, TimeProvider.System)
            .TryLoginAsync(master with { Login = made.Login }, RequestOf(made, master), cancellationToken);
        var byHand = new PlainNpgsql(recording.Sessions, parallel: 1);
        var runs = await Interleaved.RunAsync(
            Repetitions,
            () =>
                Interleaved.SecondsAsync(() =>
                    TimesAsync(async () =>
                    {
                        var shared = await ProvideAsync();
                        if (shared.Created || shared.Rotated || shared.Extended)
                            throw new InvalidOperationException("The user was not handed out as it is.");
                    })),
            () => Interleaved.SecondsAsync(() => TimesAsync(() => byHand.RunAsync(cancellationToken))));
        return new Row("a session user, there already", "an open connection and one batch in plain Npgsql", runs.Ratio, 1.3,
            $"[{runs}, {Calls} calls each; {recording.Sessions.Count} connection and "
                + $"{recording.Sessions.Sum(session => session.RoundTrips)} round trip a call]");

        async Task<SessionUser> ProvideAsync() =>
            (await provider.ProvideAsync(order, RunMode.Apply, new SilentHost(), cancellationToken))!;
    }

    private static async Task TimesAsync(Func<Task> work)
    {
        for (var call = 0; call < Calls; call++)
            await work();
    }

    private static SessionUserRequest RequestOf(SessionUser user, ConnectionSettings granter) => new(granter, user.UserName)
    {
        Grants = new GrantRequest(Policy.Name, Policy.Scopes, Policy.Privileges),
        Expiration = Policy.Expiration,
    };

    private static async Task ArrangeAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        await using (var master = await server.OpenMasterAsync(cancellationToken: cancellationToken))
            await ExecuteAsync(master, "CREATE DATABASE shop", cancellationToken);
        await using var shop = await server.OpenMasterAsync("shop", cancellationToken);
        await ExecuteAsync(shop, "CREATE SCHEMA stock", cancellationToken);
        for (var number = 0; number < 50; number++)
            await ExecuteAsync(shop, $"CREATE TABLE orders_{number} (id bigserial); CREATE TABLE stock.articles_{number} (id bigserial)",
                cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statements, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
