using System.Diagnostics;
using HoopConnect.Databases;
using HoopConnect.Databases.MySql;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Databases.MySql.Server;

/// <summary>Sessions on real servers: MariaDB, and whatever MySQL servers the machine names.</summary>
public sealed class SessionTests(SharedMySql shared)
{
    public static TheoryData<string> Programs => MySqlTests.Programs;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_session_says_which_server_it_is_and_reads_values_of_every_kind(string program)
    {
        var server = await shared.GetAsync(MySqlTests.Named(program));
        await using var session = await Session.OpenAsync(server.MasterSettings(), Cancellation);

        var rows = await session.QueryAsync(
            "SELECT $1, $2, $3, $4, CAST(12.50 AS DECIMAL(10,2)), 18446744073709551615, CAST('2026-01-02' AS DATE), '$1', " +
            "CHAR_LENGTH($1), 1.5e0",
            ["it's \\ \"quoted\" é 漢 🐘 $2", 42, null, new byte[] { 0, 39, 255 }], Cancellation);

        Assert.True(session.ServerVersion >= new Version(5, 7));
        Assert.Equal(program.Contains("mariadbd", StringComparison.Ordinal), session.Version.IsMariaDb);
        Assert.Equal(
            ["it's \\ \"quoted\" é 漢 🐘 $2", 42L, null, new byte[] { 0, 39, 255 }, 12.50m, ulong.MaxValue, "2026-01-02", "$1", 24L, 1.5],
            rows.Single());
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_batch_runs_in_one_round_trip_and_says_which_statement_failed(string program)
    {
        var server = await shared.GetAsync(MySqlTests.Named(program));
        await using var session = await Session.OpenAsync(server.MasterSettings(), Cancellation);
        var before = session.RoundTrips;

        await session.ExecuteBatchAsync(["SET @a = 1", "SET @b = @a + 1", "SELECT @a, @b"], Cancellation);
        Assert.Equal(before + 1, session.RoundTrips);

        var failures = await session.ExecuteEachAsync(["SET @a = 5", "USE `no such schema`", "SET @b = @a + 1"], Cancellation);
        Assert.Equal([null, 1049, null], failures.Select(failure => failure?.Code));
        Assert.Equal(6L, Assert.Single(await session.QueryAsync("SELECT @b", [], Cancellation))[0]);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_syntax_error_does_not_quote_the_statement(string program)
    {
        var server = await shared.GetAsync(MySqlTests.Named(program));
        await using var session = await Session.OpenAsync(server.MasterSettings(), Cancellation);

        var error = await Assert.ThrowsAsync<StatementException>(
            () => session.ExecuteBatchAsync(["CREATE USR 'x' IDENTIFIED BY 'hunter2'"], Cancellation));

        Assert.Equal(1064, error.Code);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_large_answer_comes_whole(string program)
    {
        var server = await shared.GetAsync(MySqlTests.Named(program));
        await using var session = await Session.OpenAsync(server.MasterSettings(), Cancellation);

        var rows = await session.QueryAsync("SELECT REPEAT('x', 3000000), REPEAT('y', 70000), REPEAT('z', 300)", [], Cancellation);

        Assert.Equal([3_000_000, 70_000, 300], rows.Single().Select(value => ((string)value!).Length));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Cancelling_answers_within_a_second_and_ends_the_statement_on_the_server(string program)
    {
        var server = await shared.GetAsync(MySqlTests.Named(program));
        var session = await Session.OpenAsync(server.MasterSettings(), Cancellation);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var mark = Guid.NewGuid().ToString("N");
        var query = session.QueryAsync($"SELECT SLEEP(60) /* {mark} */", [], cancel.Token);
        await WaitForAsync(server, mark, running: true);

        var clock = Stopwatch.StartNew();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
        await session.DisposeAsync();

        Promptness.Check(clock);
        await WaitForAsync(server, mark, running: false);
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_a_time_out_and_ends_on_the_server()
    {
        var server = await shared.GetAsync();
        var mark = Guid.NewGuid().ToString("N");
        await using var session = await Session.OpenAsync(server.MasterSettings() with { Timeout = TimeSpan.FromSeconds(1) }, Cancellation);

        var error = await Assert.ThrowsAsync<HoopException>(() => session.QueryAsync($"SELECT SLEEP(60) /* {mark} */", [], Cancellation));

        Assert.Equal("Database.Timeout", error.ErrorId);
        await WaitForAsync(server, mark, running: false);
        Assert.Equal(
            "Database.Unreachable",
            (await Assert.ThrowsAsync<HoopException>(() => session.QueryAsync("SELECT 1", [], Cancellation))).ErrorId);
    }

    [Fact]
    public async Task A_session_that_is_killed_is_reported_as_broken_off()
    {
        var server = await shared.GetAsync();
        await using var session = await Session.OpenAsync(server.MasterSettings(), Cancellation);
        var id = (await session.QueryAsync("SELECT CONNECTION_ID()", [], Cancellation)).Single()[0];
        await server.ArrangeAsync($"KILL {id}");

        var error = await Assert.ThrowsAsync<HoopException>(() => session.QueryAsync("SELECT 1", [], Cancellation));

        Assert.Equal("Database.Unreachable", error.ErrorId);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_login_is_accepted_or_refused(string program)
    {
        var server = await shared.GetAsync(MySqlTests.Named(program));
        var engine = new MySqlEngine();
        var good = server.MasterSettings();

        Assert.Equal(LoginOutcome.Accepted, await engine.TryLoginAsync(good, Cancellation));
        Assert.Equal(LoginOutcome.Accepted, await engine.TryLoginAsync(good with { SslMode = SslMode.VerifyCA }, Cancellation));
        Assert.Equal(
            LoginOutcome.Accepted, await engine.TryLoginAsync(good with { SslMode = SslMode.Require, CaFile = null }, Cancellation));
        Assert.Equal(LoginOutcome.Accepted, await engine.TryLoginAsync(good with { Database = "no such schema" }, Cancellation));
        Assert.Equal(LoginOutcome.Refused, await engine.TryLoginAsync(server.Settings(good.Login.UserName, "wrong"), Cancellation));
        Assert.Equal(LoginOutcome.Refused, await engine.TryLoginAsync(server.Settings(good.Login.UserName, ""), Cancellation));
        Assert.Equal(
            LoginOutcome.Refused, await engine.TryLoginAsync(server.Settings("nobody_here", good.Login.Password.Reveal()), Cancellation));
    }

    [Theory]
    [InlineData("Database.LoginRefused", "password")]
    [InlineData("Database.NotFound", "database")]
    [InlineData("Database.TlsFailed", "ca")]
    [InlineData("Database.TlsFailed", "name")]
    [InlineData("Database.CaFileNotFound", "ca file")]
    [InlineData("Database.Unreachable", "port")]
    [InlineData("Database.InvalidName", "nul")]
    public async Task What_goes_wrong_when_connecting_has_an_id_of_its_own(string errorId, string what)
    {
        var server = await shared.GetAsync();
        var good = server.MasterSettings();
        var settings = what switch
        {
            "password" => server.Settings("admin", "not it"),
            "database" => good with { Database = "no such schema" },
            "ca" => good with { CaFile = null },
            // The same address, written in a way that the certificate does not have.
            "name" => good with { Host = "::ffff:127.0.0.1" },
            "ca file" => good with { CaFile = "/no/such/file.pem" },
            "port" => good with { Port = 1 },
            _ => good with { Login = new DatabaseLogin("a\0b", good.Login.Password) },
        };
        var error = await Assert.ThrowsAsync<HoopException>(() => new MySqlEngine().OpenAsync(settings, Cancellation));

        Assert.Equal(errorId, error.ErrorId);
        Assert.DoesNotContain(good.Login.Password.Reveal(), error.ToString(), StringComparison.Ordinal);
    }

    private static async Task WaitForAsync(HoopConnect.Sandbox.Servers.MySqlServer server, string mark, bool running)
    {
        await using var watcher = await Session.OpenAsync(server.SuperuserSettings(), Cancellation);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(10); await Task.Delay(20, Cancellation))
        {
            var found = await watcher.QueryAsync(
                "SELECT 1 FROM information_schema.processlist WHERE info LIKE CONCAT('SELECT SLEEP%', $1, '%')", [mark], Cancellation);
            if (found.Count > 0 == running)
                return;
        }

        Assert.Fail(running ? "The statement did not start." : "The statement still runs.");
    }
}
