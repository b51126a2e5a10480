using System.Text.Json.Nodes;
using HoopConnect.Databases;
using HoopConnect.Databases.MySql;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;
using HoopConnect.Tests.Databases.MySql.Server.Wire;
using HoopConnect.Tests.Oracles;

namespace HoopConnect.Tests.Databases.MySql.Server;

/// <summary>Another client beside our driver, where it has to be told which of two is wrong: driver or server.</summary>
public sealed class SecondClientTests(SharedMySql shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_password_that_went_to_the_server_as_a_hash_of_ours_is_the_password_for_any_client()
    {
        var server = await shared.GetAsync();
        const string password = "It's_a*\\\"pass wörd\"1";
        var hash = PasswordHash.Create(PasswordHash.Native, Secret.From(password));
        var clause = PasswordHash.Clause(ServerRelease.Parse("10.11.0-MariaDB"), PasswordHash.Native, $"'{hash}'");
        await server.ArrangeAsync($"CREATE USER second_client@'%' {clause}");
        var settings = server.Settings("second_client", password);

        Assert.Equal("""[["second_client@%",1]]""", (await AskAsync(settings, "SELECT CURRENT_USER(), 1")).Rows!.ToJsonString());
        Assert.StartsWith(
            "1045:", (await AskAsync(server.Settings("second_client", "another"), "SELECT 1")).Refusal, StringComparison.Ordinal);
        Assert.Equal(LoginOutcome.Accepted, await new MySqlEngine().TryLoginAsync(settings, Cancellation));
    }

    [Fact]
    public async Task The_server_that_our_tests_make_up_is_one_for_any_client()
    {
        using var certificate = FakeMySqlServer.Certificate("127.0.0.1");
        await using var server = new FakeMySqlServer(async connection =>
        {
            await connection.SendRawAsync(ServerPackets.WithPlainAnswers(ServerPackets.Recorded["8.0.46"]));
            await connection.UpgradeAsync(certificate);
            await connection.ReadAsync();
            await connection.SendAsync(ServerPackets.Switch("mysql_native_password"));
            await connection.ReadAsync();
            await connection.SendAsync(ServerPackets.Ok());
            await connection.ReadAsync();
            byte[][] answer = [[1], ServerPackets.Column(), ServerPackets.End(), ServerPackets.Row("made up"), ServerPackets.End()];
            foreach (var packet in answer)
                await connection.SendAsync(packet);
        });

        Assert.Equal("""[["made up"]]""", (await AskAsync(server.Settings(), "SELECT c")).Rows!.ToJsonString());
    }

    private static Task<Answer> AskAsync(ConnectionSettings settings, string sql) => NodeOracle.AskAsync<Answer>("mysql.cjs", "mysql2", new
    {
        settings.Host, settings.Port, settings.CaFile, settings.Login.UserName, Password = settings.Login.Password.Reveal(), Sql = sql,
    }, Cancellation);

    private sealed record Answer(string? Refusal, JsonArray? Rows);
}
