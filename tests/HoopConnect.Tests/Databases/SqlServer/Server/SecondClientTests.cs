using HoopConnect.Sandbox.Servers.Tds;
using HoopConnect.Tests.Oracles;

namespace HoopConnect.Tests.Databases.SqlServer.Server;

/// <summary>
/// The TDS endpoint by another client than the driver it was written for: what it says is the protocol, not a driver's habits.
/// </summary>
public sealed class SecondClientTests : SqlServerTests
{
    [Fact]
    public async Task Another_client_logs_in_over_verified_TLS_and_reads_what_a_batch_and_a_call_give()
    {
        await using var server = Start();
        server.Script = request => request.Sql.StartsWith("SELECT ", StringComparison.Ordinal)
            ? TdsAnswer.Rows(["a", "b", "c", "d"], ["it's é", 7, true, new byte[] { 1, 0xAB }], [null, null, null, null])
            : TdsAnswer.Done;
        var login = server.MasterLogin;

        var answer = await AskAsync(server, login.UserName, login.Password);

        Assert.Null(answer.Refusal);
        const string rows = """[["it\u0027s \u00E9",7,true,"01ab"],[null,null,null,null]]""";
        Assert.Equal([rows, rows], answer.Rows!.Select(set => set.ToJsonString()));
        var call = Assert.Single(server.Requests, request => request.Sql == "SELECT of a call");
        Assert.Matches(@"^@p1 nvarchar\(\d+\) = N'it''s ö', @p2 int = 5, @p3 nvarchar\(\d+\) = NULL$", call.Parameters);
    }

    [Fact]
    public async Task Another_client_is_refused_as_the_driver_is()
    {
        await using var server = Start();
        var login = server.MasterLogin;
        Assert.Contains(
            "Login failed for user", (await AskAsync(server, login.UserName, "wrong-Password-9")).Refusal, StringComparison.Ordinal);

        server.Script = _ => TdsAnswer.Failed(15151, "Cannot alter the role 'x'.");
        // Its own first statements, which set up the session, meet the error.
        Assert.Contains(
            "Cannot alter the role", (await AskAsync(server, login.UserName, login.Password)).Refusal, StringComparison.Ordinal);
    }

    private static Task<Answer> AskAsync(TdsServer server, string user, string password) => NodeOracle.AskAsync<Answer>(
            "tedious.cjs", "tedious", new { server.Host, server.Port, server.CaFile, UserName = user, Password = password }, Stop);

    private sealed record Answer(string? Refusal, System.Text.Json.Nodes.JsonArray[]? Rows);
}
