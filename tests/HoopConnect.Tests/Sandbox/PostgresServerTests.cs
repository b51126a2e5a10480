using System.Runtime.InteropServices;
using HoopConnect.Sandbox.Servers;
using Npgsql;

namespace HoopConnect.Tests.Sandbox;

public class PostgresServerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    public async Task The_master_logs_in_over_verified_TLS_and_is_no_superuser(int major)
    {
        // On Linux x64, where CI runs, every major version is there; elsewhere npm/package.json lists fewer.
        if (OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64)
            Assert.True(PostgresServer.Has(major), $"PostgreSQL {major} is not installed: run the tools step of the build.");
        await using var server = await PostgresServer.StartAsync(new PostgresServerOptions { Major = major }, Stop);
        await using var connection = await server.OpenMasterAsync(cancellationToken: Stop);
        await using var command = new NpgsqlCommand(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) FROM pg_roles " +
                "WHERE rolname = current_user",
            connection);
        Assert.Equal(major, connection.PostgreSqlVersion.Major);
        await using var reader = await command.ExecuteReaderAsync(Stop);
        Assert.True(await reader.ReadAsync(Stop));
        Assert.Equal([false, true, true, true], Enumerable.Range(0, 4).Select(reader.GetBoolean));
    }

    [Fact]
    public async Task A_password_set_by_verifier_logs_in_and_is_in_no_log()
    {
        await using var server = await PostgresServer.StartAsync(new PostgresServerOptions { LogStatements = true }, Stop);
        var former = server.MasterLogin;
        const string password = "set-by-the-sandbox";
        await server.SetPasswordByVerifierAsync(former.UserName, password, Stop);

        await using (await server.OpenMasterAsync(cancellationToken: Stop))
        {
        }

        var refused = await Assert.ThrowsAsync<PostgresException>(() => server.OpenAsync(former, cancellationToken: Stop));
        Assert.Equal("28P01", refused.SqlState);
        var log = await server.ReadLogAsync(Stop);
        Assert.Contains("ALTER ROLE", log, StringComparison.Ordinal);
        Assert.DoesNotContain(password, log, StringComparison.Ordinal);
        Assert.DoesNotContain(former.Password, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_disposed_of_leaves_no_files_and_no_listener()
    {
        var server = await PostgresServer.StartAsync(cancellationToken: Stop);
        var folder = server.Folder;
        Assert.True(Directory.Exists(folder));
        await server.DisposeAsync();
        Assert.False(Directory.Exists(folder));
        await Assert.ThrowsAsync<NpgsqlException>(() => server.OpenMasterAsync(cancellationToken: Stop));
    }
}
