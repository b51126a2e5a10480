using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers;

namespace HoopConnect.Tests.Databases.PostgreSql.Server.Wire;

/// <summary>The login that is ours, against PostgreSQL's own: SCRAM with and without channel binding, and MD5.</summary>
public sealed class RealServerLoginTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    public async Task A_password_is_proved_by_SCRAM_bound_to_the_connection_and_one_kept_for_MD5_with_a_warning(int major)
    {
        Assert.SkipUnless(PostgresServer.Has(major), $"There is no PostgreSQL {major} for this platform.");
        var engine = new PostgreSqlEngine();
        await using var server = await PostgresServer.StartAsync(new PostgresServerOptions { Major = major }, Stop);
        await using (var superuser = await server.OpenSuperuserAsync(cancellationToken: Stop))
        {
            await using var command = superuser.CreateCommand();
            command.CommandText = "CREATE ROLE modern LOGIN PASSWORD 'm'; SET password_encryption = 'md5'; "
                + $"CREATE ROLE aged LOGIN PASSWORD 'a-password'; CREATE ROLE {PostgresServer.Md5Role}";
            await command.ExecuteNonQueryAsync(Stop);
        }

        var warnings = new List<string>();
        ConnectionSettings As(string name, string password, SslMode mode)
        {
            var settings = server.Settings(new ServerLogin(name, password)) with { SslMode = mode };
            return settings with { Transport = settings.Transport with { Warn = warnings.Add } };
        }

        // The server refuses a binding that is wrong, so it is right.
        foreach (var mode in (SslMode[])[SslMode.VerifyFull, SslMode.VerifyCA, SslMode.Require])
        {
            Assert.Equal(LoginOutcome.Accepted, await engine.TryLoginAsync(As("modern", "m", mode), Stop));
            Assert.Equal(LoginOutcome.Refused, await engine.TryLoginAsync(As("modern", "n", mode), Stop));
        }

        Assert.Empty(warnings);
        // hba asks for SCRAM, which a password that is kept for MD5 cannot do.
        Assert.Equal(LoginOutcome.Refused, await engine.TryLoginAsync(As("aged", "a-password", SslMode.VerifyFull), Stop));
        await using (var superuser = await server.OpenSuperuserAsync(cancellationToken: Stop))
        {
            await using var command = superuser.CreateCommand();
            command.CommandText = $"GRANT {PostgresServer.Md5Role} TO aged";
            await command.ExecuteNonQueryAsync(Stop);
        }

        Assert.Equal(LoginOutcome.Accepted, await engine.TryLoginAsync(As("aged", "a-password", SslMode.VerifyFull), Stop));
        Assert.Equal(LoginOutcome.Refused, await engine.TryLoginAsync(As("aged", "b-password", SslMode.VerifyFull), Stop));
        Assert.All(warnings, warning => Assert.Contains("'aged'", warning, StringComparison.Ordinal));
        Assert.NotEmpty(warnings);
        var refused = await Assert.ThrowsAsync<HoopException>(
            () => engine.TryLoginAsync(As("aged", "a-password", SslMode.Require), Stop));
        Assert.Equal("Database.AuthenticationNotServed", refused.ErrorId);
    }
}
