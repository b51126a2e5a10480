using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HoopConnect.Databases;
using HoopConnect.Databases.SqlServer;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Sandbox.Servers.Tds;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Databases.SqlServer.Server;

public sealed class SessionTests : SqlServerTests
{
    [Fact]
    public async Task A_query_sends_its_values_as_parameters_and_gives_rows_of_each_type()
    {
        await using var server = Start();
        server.Script = _ => TdsAnswer.Rows(["a", "b", "c", "d"], ["it's", 7, true, new byte[] { 1, 2 }], [null, null, null, null]);
        await using var session = await Engine.OpenAsync(Settings(server), Stop);
        var rows = await session.QueryAsync(
            "SELECT x WHERE n = @p1 AND m = @p2 AND o = @p3 AND s = @p4", ["it's ] 'ö", 5, null, new byte[] { 1, 0xAB }], Stop);
        Assert.Equal([["it's", 7, true, new byte[] { 1, 2 }], [null, null, null, null]], rows);
        Assert.Equal(
            new TdsRequest("admin", "master",
                "SELECT x WHERE n = @p1 AND m = @p2 AND o = @p3 AND s = @p4",
                "@p1 nvarchar(4000) = N'it''s ] ''ö', @p2 int = 5, @p3 nvarchar(4000) = NULL, @p4 varbinary(8000) = 0x01AB"),
            Assert.Single(Sent(server)));
        Assert.Equal(2, session.RoundTrips);
        Assert.Equal(16, session.ServerVersion.Major);
    }

    [Fact]
    public async Task Several_statements_are_one_transaction_in_one_round_trip_and_one_alone_is_sent_as_it_is()
    {
        await using var server = Start();
        await using var session = await Engine.OpenAsync(Settings(server) with { Database = "shop]" }, Stop);
        await session.ExecuteBatchAsync(["A;", "B;"], Stop);
        await session.ExecuteBatchAsync(["KILL 51;"], Stop);
        Assert.Equal(
            ["SET XACT_ABORT ON;\nBEGIN TRANSACTION;\nA;\nB;\nCOMMIT TRANSACTION;", "KILL 51;"], Sent(server)
            .Select(request => request.Sql));
        Assert.All(server.Requests, request => Assert.Equal("shop]", request.Database));
        Assert.Equal(3, session.RoundTrips);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_a_database_that_is_not_there_proves_the_password()
    {
        await using var server = Start();
        server.Admit = (_, database) => database == "gone"
            ? new TdsError(4060, "Cannot open database \"gone\" requested by the login. The login failed.", 11) : null;
        Assert.Equal(LoginOutcome.Accepted, await Engine.TryLoginAsync(Settings(server), Stop));
        Assert.Equal(LoginOutcome.Refused, await Engine.TryLoginAsync(Settings(server, "wrong-Password-9"), Stop));
        Assert.Equal(LoginOutcome.Accepted, await Engine.TryLoginAsync(Settings(server) with { Database = "gone" }, Stop));
        var refused = await Assert.ThrowsAsync<HoopException>(() => Engine.OpenAsync(Settings(server, "wrong-Password-9"), Stop));
        Assert.Equal(("Database.LoginRefused", HoopErrorKind.AuthenticationError), (refused.ErrorId, refused.Kind));
        var missing = await Assert.ThrowsAsync<HoopException>(() => Engine.OpenAsync(Settings(server) with { Database = "gone" }, Stop));
        Assert.Equal("Database.NotFound", missing.ErrorId);
    }

    [Theory]
    [InlineData(18470, "Database.LoginRefused")]
    [InlineData(18486, "Database.LoginRefused")]
    [InlineData(916, "Database.PermissionDenied")]
    [InlineData(983, "Database.NotAvailable")]
    [InlineData(17809, "Database.TooManyConnections")]
    [InlineData(6005, "Database.Unreachable")]
    public async Task What_a_server_says_to_a_login_has_an_id(int number, string id)
    {
        await using var server = Start();
        server.Admit = (_, _) => new TdsError(number, "No.", 14);
        var error = await Assert.ThrowsAsync<HoopException>(() => Engine.OpenAsync(Settings(server), Stop));
        Assert.Equal(id, error.ErrorId);
    }

    [Fact]
    public async Task An_error_of_a_statement_has_its_number_and_leaves_the_session_usable()
    {
        await using var server = Start();
        server.Script = request => request.Sql == "bad"
            ? TdsAnswer.Failed(15151, "Cannot alter the role 'x', because it does not exist or you do not have permission.")
            : TdsAnswer.Done;
        await using var session = await Engine.OpenAsync(Settings(server), Stop);
        var error = await Assert.ThrowsAsync<StatementException>(() => session.ExecuteBatchAsync(["bad"], Stop));
        Assert.Equal((15151, "Database.StatementFailed", HoopErrorKind.PermissionDenied), (error.Number, error.ErrorId, error.Kind));
        await session.ExecuteBatchAsync(["good"], Stop);
    }

    [Fact]
    public async Task A_statement_with_a_password_goes_alone_and_nothing_the_server_echoes_of_it_is_in_the_exception()
    {
        const string secret = "Kx7*yet_Another0ne";
        await using var server = Start();
        await using var session = await Session.OpenAsync(Settings(server), Stop);
        server.Script = request => TdsAnswer.Failed(102, $"Incorrect syntax near '{request.Sql}'.");
        var error = await Assert.ThrowsAsync<StatementException>(() =>
            session.ExecuteSecretAsync($"CREATE LOGIN [x] WITH PASSWORD = {PlanStep.Hole};", Secret.From(secret), Stop));
        Assert.Equal($"CREATE LOGIN [x] WITH PASSWORD = N'{secret}';", Assert.Single(Sent(server)).Sql);
        Assert.DoesNotContain(secret, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(PlanStep.Hole, error.Message, StringComparison.Ordinal);
        Assert.All(server.Received, bytes => AssertNotIn(bytes, secret));
    }

    [Fact]
    public async Task A_password_that_the_server_echoes_at_login_is_not_in_the_exception()
    {
        await using var server = Start();
        server.Admit = (_, _) => new TdsError(18456, $"Login failed; the password was '{MasterPassword}'.", 14);
        var error = await Assert.ThrowsAsync<HoopException>(() => Engine.OpenAsync(Settings(server), Stop));
        Assert.Equal("Database.LoginRefused", error.ErrorId);
        Assert.DoesNotContain(MasterPassword, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_answers_within_a_second_and_tells_the_server()
    {
        await using var server = Start();
        server.Script = _ => new TdsAnswer { Delay = TimeSpan.FromSeconds(30) };
        await using var session = await Engine.OpenAsync(Settings(server) with { Timeout = TimeSpan.FromSeconds(60) }, Stop);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        cancel.CancelAfter(TimeSpan.FromMilliseconds(200));
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => session.ExecuteBatchAsync(["WAITFOR DELAY '00:00:30';"], cancel.Token));
        await session.DisposeAsync();
        Promptness.Check(watch);
        for (var i = 0; i < 50 && server.Attentions == 0; i++)
            await Task.Delay(50, Stop);
        Assert.Equal(1, server.Attentions);
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_ends_with_a_timeout()
    {
        await using var server = Start();
        await using var session = await Engine.OpenAsync(Settings(server) with { Timeout = TimeSpan.FromSeconds(3) }, Stop);
        server.Script = _ => new TdsAnswer { Delay = TimeSpan.FromSeconds(30) };
        var error = await Assert.ThrowsAsync<HoopException>(() => session.ExecuteBatchAsync(["WAITFOR DELAY '00:00:30';"], Stop));
        Assert.Equal("Database.Timeout", error.ErrorId);
    }

    [Theory]
    [InlineData(SslMode.VerifyFull)]
    [InlineData(SslMode.Require)]
    public async Task A_server_that_never_answers_ends_with_a_timeout_and_can_be_cancelled(SslMode mode)
    {
        await using var server = Start(new TdsServerOptions { Answers = false });
        var error = await Assert.ThrowsAsync<HoopException>(
            () => Engine.OpenAsync(Settings(server) with { SslMode = mode, Timeout = TimeSpan.FromSeconds(1) }, Stop));
        Assert.Equal("Database.Timeout", error.ErrorId);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        cancel.CancelAfter(TimeSpan.FromMilliseconds(200));
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Engine.OpenAsync(Settings(server) with { SslMode = mode }, cancel.Token));
        Promptness.Check(watch);
    }

    [Theory]
    [InlineData(SslMode.VerifyFull)]
    [InlineData(SslMode.Require)]
    public async Task A_port_where_nobody_listens_is_unreachable(SslMode mode)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        var settings = new ConnectionSettings(
            "127.0.0.1", port, new DatabaseLogin("admin", Secret.From(MasterPassword))) { SslMode = mode,
            Timeout = TimeSpan.FromSeconds(2) };
        var error = await Assert.ThrowsAsync<HoopException>(() => Engine.OpenAsync(settings, Stop));
        Assert.Equal("Database.Unreachable", error.ErrorId);
        Assert.DoesNotContain("Success", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_the_server_drops_is_unreachable()
    {
        await using var server = Start();
        await using var session = await Engine.OpenAsync(Settings(server), Stop);
        server.Script = _ => new TdsAnswer { HangUp = true };
        var error = await Assert.ThrowsAsync<HoopException>(() => session.ExecuteBatchAsync(["x"], Stop));
        Assert.Equal("Database.Unreachable", error.ErrorId);
    }

    [Fact]
    public void A_driver_that_refuses_to_run_without_ICU_is_its_own_error()
    {
        var settings = new ConnectionSettings("db", 1433, new DatabaseLogin("admin", Secret.From(MasterPassword)));
        var error = Errors.OnConnect(new NotSupportedException("Globalization Invariant Mode is not supported."), settings);
        Assert.Equal(("Database.DriverNotUsable", HoopErrorKind.NotInstalled), (error.ErrorId, error.Kind));
        Assert.Contains("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("db,1433")]
    [InlineData("db;Encrypt=Optional")]
    [InlineData(@"db\instance")]
    public async Task A_host_that_means_more_than_a_host_to_the_driver_is_refused(string host)
    {
        var settings =
            new ConnectionSettings(host, 1433, new DatabaseLogin("admin", Secret.From(MasterPassword))) { SslMode = SslMode.Require };
        var error = await Assert.ThrowsAsync<HoopException>(() => Engine.OpenAsync(settings, Stop));
        Assert.Equal("Database.InvalidHost", error.ErrorId);
    }

    [Fact]
    public async Task Everything_that_a_server_can_have_bent_is_set_before_the_first_statement_and_in_a_batch_of_its_own()
    {
        await using var server = Start();
        await using (var session = await Engine.OpenAsync(Settings(server) with { Timeout = TimeSpan.FromSeconds(10) }, Stop))
            await session.ExecuteBatchAsync(["x"], Stop);
        var setup = server.Requests[0].Sql;
        Assert.Equal(2, server.Requests.Count);
        string[] settings =
        [
            "NOCOUNT", "XACT_ABORT ON", "IMPLICIT_TRANSACTIONS OFF", "QUOTED_IDENTIFIER", "ANSI_NULLS", "ANSI_PADDING", "ANSI_WARNINGS",
            "ARITHABORT", "CONCAT_NULL_YIELDS_NULL ON", "CURSOR_CLOSE_ON_COMMIT OFF", "ROWCOUNT 0",
            "TEXTSIZE 2147483647", "LANGUAGE us_english",
            "DATEFORMAT mdy", "LOCK_TIMEOUT 8000", "TRANSACTION ISOLATION LEVEL READ COMMITTED", "CONTEXT_INFO 0x",
        ];
        Assert.All(settings, setting => Assert.Contains(setting, setup, StringComparison.Ordinal));
        // A login that is only tried sends nothing.
        await Engine.TryLoginAsync(Settings(server), Stop);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_lock_that_somebody_holds_is_called_that_and_no_time_out()
    {
        await using var server = Start();
        await using var session = await Engine.OpenAsync(Settings(server), Stop);
        server.Script = _ => TdsAnswer.Failed(1222, "Lock request time out period exceeded.");
        var error = await Assert.ThrowsAsync<StatementException>(() => session.ExecuteBatchAsync(["DROP USER [x];"], Stop));
        Assert.Equal(HoopErrorKind.OperationTimeout, error.Kind);
        Assert.Contains("somebody else holds a lock", error.Message, StringComparison.Ordinal);
    }

    /// <summary>What was sent after the connection was set up.</summary>
    private static IEnumerable<TdsRequest> Sent(TdsServer server) => server.Requests.Skip(1);
}
