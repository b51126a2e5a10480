using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers;

namespace HoopConnect.Tests.Databases.PostgreSql.Server;

public class SessionTests(SharedPostgres shared)
{
    private readonly PostgreSqlEngine _engine = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_takes_values_and_gives_rows_and_counts_its_round_trip()
    {
        await using var session = await OpenAsync();
        var rows = await session.QueryAsync("SELECT $1, name, NULL FROM unnest($2) AS name ORDER BY 2", ["it's", new[] { "b", "a" }], Stop);
        Assert.Equal([["it's", "a", null], ["it's", "b", null]], rows);
        Assert.Equal(1, session.RoundTrips);
        Assert.True(session.ServerVersion >= new Version(14, 0));
    }

    [Fact]
    public async Task A_batch_is_one_round_trip_and_all_or_nothing()
    {
        await using var session = await OpenAsync();
        var error = await Assert.ThrowsAsync<StatementException>(() =>
            session.ExecuteBatchAsync(["CREATE TABLE public.all_or_nothing (a int)", "SELECT 1 / 0"], Stop));
        Assert.Equal("22012", error.SqlState);
        Assert.Equal("Database.StatementFailed", error.ErrorId);
        Assert.Equal(1, session.RoundTrips);
        Assert.Null((await session.QueryAsync("SELECT to_regclass('public.all_or_nothing')::text", [], Stop))[0][0]);
    }

    [Fact]
    public async Task What_the_server_says_is_shown_whole_and_on_one_line()
    {
        await using var session = await OpenAsync();
        await session.ExecuteBatchAsync(
            [
                "CREATE ROLE depended", "GRANT depended TO CURRENT_USER WITH INHERIT TRUE, SET TRUE",
                "CREATE SCHEMA \"a\n::add-mask::b\" AUTHORIZATION depended", "GRANT CREATE ON SCHEMA public TO depended",
            ],
            Stop);
        var error = await Assert.ThrowsAsync<StatementException>(() => session.ExecuteBatchAsync(["DROP ROLE depended"], Stop));
        Assert.Equal("2BP01", error.SqlState);
        Assert.Contains("some objects depend on it: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("privileges for schema public", error.Message, StringComparison.Ordinal);
        Assert.Matches(@"owner of schema ""?a(\\n|; ):\\:add-mask::b", error.Message);
        error = await Assert.ThrowsAsync<StatementException>(() => session.QueryAsync("SELECT no_such_function(1)", [], Stop));
        Assert.Contains(". Hint: No function matches", error.Message, StringComparison.Ordinal);
        await session.ExecuteBatchAsync(["DROP OWNED BY depended", "DROP ROLE depended"], Stop);
    }

    [Fact]
    public async Task What_the_server_repeats_of_a_password_is_not_shown()
    {
        await using var session = await OpenAsync();
        var password = (await shared.GetAsync()).MasterLogin.Password;
        var verifier = "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$c3RvcmVk:c2VydmVy";
        var error = await Assert.ThrowsAsync<StatementException>(() => session.QueryAsync(
            $"DO $$ BEGIN RAISE EXCEPTION 'a {verifier}' USING DETAIL = 'b ''md5{new string('a', 32)}''', "
                + $"HINT = 'c {password}'; END $$", [], Stop));
        Assert.StartsWith("a '********': b '********'. Hint: c ********", error.ServerMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("c2Vyd", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(password, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_without_a_schema_is_the_servers_own_and_a_statement_that_runs_in_no_transaction_still_runs()
    {
        await using var session = await OpenAsync();
        await session.ExecuteBatchAsync(["CREATE DATABASE alone"], Stop);
        await Assert.ThrowsAsync<StatementException>(() => session.QueryAsync("SELECT 1 / 0", [], Stop));
        Assert.Equal("pg_catalog, pg_temp", (await session.QueryAsync("SELECT current_setting('search_path')", [], Stop))[0][0]);
        await session.ExecuteBatchAsync(["DROP DATABASE alone"], Stop);
        Assert.Equal(4, session.RoundTrips);
    }

    [Fact]
    public async Task A_grant_that_ends_with_a_warning_only_is_a_failure()
    {
        await using var session = await OpenAsync();
        await session.ExecuteBatchAsync(["CREATE ROLE warned"], Stop);
        var error = await Assert.ThrowsAsync<StatementException>(() =>
            session.ExecuteBatchAsync(["GRANT CONNECT ON DATABASE template0 TO warned"], Stop));
        Assert.Equal("01007", error.SqlState);
        Assert.Contains("no privileges were granted", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<StatementException>(() =>
            session.ExecuteBatchAsync(["REVOKE CONNECT ON DATABASE template0 FROM warned"], Stop));
        Assert.Equal("01006", error.SqlState);
        await session.ExecuteBatchAsync(["SELECT 1"], Stop);
    }

    [Fact]
    public async Task Cancellation_answers_within_a_second_and_stops_the_statement_on_the_server()
    {
        var server = await shared.GetAsync();
        await using var session = await OpenAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        cancel.CancelAfter(TimeSpan.FromMilliseconds(200));
        var clock = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            session.ExecuteBatchAsync(["SELECT pg_sleep(30) AS cancelled_sleep"], cancel.Token));
        Promptness.Check(clock);

        await using var superuser = await server.OpenSuperuserAsync(cancellationToken: Stop);
        await using var command = superuser.CreateCommand();
        command.CommandText = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%' || 'cancelled' || '_sleep%'";
        while (clock.Elapsed < TimeSpan.FromSeconds(10) && await command.ExecuteScalarAsync(Stop) is not 0L)
            await Task.Delay(20, Stop);
        Assert.Equal(0L, await command.ExecuteScalarAsync(Stop));
    }

    [Fact]
    public async Task A_statement_that_takes_longer_than_the_timeout_is_a_timeout()
    {
        var server = await shared.GetAsync();
        await using var session = await _engine.OpenAsync(server.MasterSettings() with { Timeout = TimeSpan.FromSeconds(1) }, Stop);
        Assert.Equal("Database.Timeout",
            (await Assert.ThrowsAsync<HoopException>(() => session.QueryAsync("SELECT pg_sleep(20)", [], Stop))).ErrorId);
    }

    [Fact]
    public async Task A_refused_login_a_missing_database_and_a_closed_port_each_have_their_id_and_show_no_password()
    {
        var server = await shared.GetAsync();
        var settings = server.Settings(new ServerLogin("nobody_here", "not-the-password"));
        await AssertOpenFails("Database.LoginRefused", settings, "not-the-password");
        await AssertOpenFails("Database.NotFound", server.MasterSettings("no such database"), server.MasterLogin.Password);
        await AssertOpenFails("Database.Unreachable", server.MasterSettings() with { Port = ClosedPort() }, server.MasterLogin.Password);
        Assert.Equal(LoginOutcome.Refused, await _engine.TryLoginAsync(settings, Stop));
        Assert.Equal("Database.Unreachable",
            (await Assert.ThrowsAsync<HoopException>(() =>
                _engine.TryLoginAsync(server.MasterSettings() with { Port = ClosedPort() }, Stop))).ErrorId);
    }

    [Fact]
    public async Task A_password_is_proved_even_where_the_database_is_missing_or_closed_to_the_role()
    {
        var server = await shared.GetAsync();
        Assert.Equal(LoginOutcome.Accepted, await _engine.TryLoginAsync(server.MasterSettings("no such database"), Stop));
        Assert.Equal(LoginOutcome.Accepted, await _engine.TryLoginAsync(server.MasterSettings("template0"), Stop));
        Assert.Equal(LoginOutcome.Refused,
            await _engine.TryLoginAsync(server.Settings(new ServerLogin(server.MasterLogin.UserName, "wrong"), "no such database"), Stop));
    }

    [Fact]
    public async Task TLS_is_verified_against_the_CA_file_and_the_host_name()
    {
        var server = await shared.GetAsync();
        var settings = server.MasterSettings();
        await (await _engine.OpenAsync(settings with { Host = "localhost" }, Stop)).DisposeAsync();
        await (await _engine.OpenAsync(settings with { SslMode = SslMode.Require, CaFile = null }, Stop)).DisposeAsync();

        var unknown = await AssertOpenFails("Database.TlsFailed", settings with { CaFile = null }, server.MasterLogin.Password);
        Assert.Contains("-CaFile", unknown.RecommendedAction, StringComparison.Ordinal);
        await AssertOpenFails("Database.TlsFailed", settings with { SslMode = SslMode.Disable, CaFile = null },
            server.MasterLogin.Password);
        await AssertOpenFails("Database.CaFileNotFound", settings with { CaFile = "/no/such/file.pem" }, server.MasterLogin.Password);
    }

    [Fact]
    public async Task A_certificate_for_another_host_name_is_refused_unless_only_the_CA_is_asked_for()
    {
        await using var server = await PostgresServer.StartAsync(new PostgresServerOptions { MisnamedCertificate = true }, Stop);
        await AssertOpenFails("Database.TlsFailed", server.MasterSettings(), server.MasterLogin.Password);
        await (await _engine.OpenAsync(server.MasterSettings() with { SslMode = SslMode.VerifyCA }, Stop)).DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_never_answers_is_a_timeout()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var server = await shared.GetAsync();
        var settings = server.MasterSettings() with { Port = ((IPEndPoint)silent.LocalEndpoint).Port, Timeout = TimeSpan.FromSeconds(1) };
        await AssertOpenFails("Database.Timeout", settings, server.MasterLogin.Password);
    }

    [Fact]
    public async Task A_role_without_connections_left_is_told_apart()
    {
        var server = await shared.GetAsync();
        await using (var session = await OpenAsync())
            await session.ExecuteBatchAsync([$"CREATE ROLE crowded LOGIN CONNECTION LIMIT 0 PASSWORD "
                + $"'{ScramVerifier.Create(HoopConnect.Secrets.Secret.From("crowded-password"), 4096)}'"], Stop);
        await AssertOpenFails("Database.TooManyConnections", server.Settings(new ServerLogin("crowded", "crowded-password")),
            "crowded-password");
    }

    [Fact]
    public void Engines_are_found_by_the_name_RDS_gives_them_and_others_are_refused()
    {
        Assert.Equal("postgres", DatabaseEngines.For("aurora-postgresql").Family);
        Assert.All(["mysql", "mariadb", "aurora-mysql"], name => Assert.Equal("mysql", DatabaseEngines.For(name).Family));
        var error = Assert.Throws<HoopException>(() => DatabaseEngines.For("oracle-ee"));
        Assert.Equal("Database.EngineNotServed", error.ErrorId);
        Assert.Contains("'oracle-ee'", error.Message, StringComparison.Ordinal);
    }

    private async Task<IDatabaseSession> OpenAsync() => await _engine.OpenAsync((await shared.GetAsync()).MasterSettings(), Stop);

    private async Task<HoopException> AssertOpenFails(string errorId, ConnectionSettings settings, string password)
    {
        var error = await Assert.ThrowsAsync<HoopException>(() => _engine.OpenAsync(settings, Stop));
        Assert.Equal(errorId, error.ErrorId);
        Assert.DoesNotContain(password, error.ToString(), StringComparison.Ordinal);
        return error;
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
