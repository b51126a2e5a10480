using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Connections;
using HoopConnect.Provisioning.Connections.Export;
using HoopConnect.Sandbox.Servers.Tds;
using HoopConnect.Secrets;
using HoopConnect.Tests.Databases.SqlServer;
using HoopConnect.Tests.Oracles;
using Microsoft.Data.SqlClient;

namespace HoopConnect.Tests.Provisioning.Connections;

/// <summary>What the clients of SQL Server make of what we export, on a server whose authority no system knows, as RDS's.</summary>
public sealed class SqlServerClientTests : SqlServerTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hoop-export-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(SslMode.VerifyFull)]
    [InlineData(SslMode.VerifyCA)]
    public async Task SqlClient_connects_with_the_string_that_is_exported_and_without_its_certificate_does_not(SslMode mode)
    {
        await using var server = Start();
        var connection = ConnectionTo(server) with { SslMode = mode };
        var host = new RecordingHost();
        var file = await Pinned(host).KeepAsync(
            connection, ConnectionExportForm.ConnectionString, Stop);
        Assert.Empty(host.Warnings);
        var text = ConnectionExport.Write(connection, Login(server), ConnectionExportForm.ConnectionString, file).TrimEnd('\n');

        Assert.Equal(file, new SqlConnectionStringBuilder(text).ServerCertificate);
        await LogInAsync(text);
        var without = ConnectionExport.Write(connection, Login(server), ConnectionExportForm.ConnectionString).TrimEnd('\n');
        await Assert.ThrowsAsync<SqlException>(() => LogInAsync(without));

        // Another server in its place is not taken for it.
        await using var other = Start();
        await Assert.ThrowsAsync<SqlException>(() => LogInAsync(
            new SqlConnectionStringBuilder(text) { DataSource = $"tcp:{other.Host},{other.Port}" }.ConnectionString));
        Assert.All(other.Received, bytes => AssertNotIn(bytes, server.MasterLogin.Password));
    }

    [Fact]
    public async Task A_client_of_Node_connects_with_the_variables_that_are_exported_and_without_them_does_not()
    {
        await using var server = Start();
        var connection = ConnectionTo(server);
        var login = server.MasterLogin;
        var variables = ConnectionExport.Variables(connection, Login(server))
            .Where(variable => variable.Key.StartsWith("NODE_", StringComparison.Ordinal));
        var question = new { server.Host, server.Port, CaFile = (string?)null, login.UserName, login.Password };

        var answer = await NodeOracle.AskAsync<Answer>("tedious.cjs", "tedious", question, Stop, variables);
        Assert.Null(answer.Refusal);
        var without = await NodeOracle.AskAsync<Answer>("tedious.cjs", "tedious", question, Stop);
        Assert.Contains("certificate", without.Refusal, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(
            ConnectionExport.Variables(connection with { SslMode = SslMode.Require }, null),
            variable => variable.Key == "NODE_EXTRA_CA_CERTS");
    }

    [Theory]
    [InlineData(ConnectionExportForm.Environment)]
    [InlineData(ConnectionExportForm.AzureDevOps)]
    public async Task What_no_variable_can_say_is_a_warning_with_the_way_out(ConnectionExportForm form)
    {
        await using var server = Start();
        var host = new RecordingHost();
        Assert.Null(await Pinned(host).KeepAsync(ConnectionTo(server), form, Stop));
        var warning = Assert.Single(host.Warnings);
        Assert.Contains("SSL_CERT_FILE", warning, StringComparison.Ordinal);
        Assert.Contains(server.CaFile, warning, StringComparison.Ordinal);
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task A_server_out_of_reach_or_of_another_authority_is_a_warning_and_pins_nothing()
    {
        await using var other = Start();
        string gone;
        var host = new RecordingHost();
        await using (var server = Start())
        {
            gone = (await Pinned(host).KeepAsync(
                ConnectionTo(server) with { CaFile = other.CaFile }, ConnectionExportForm.ConnectionString, Stop)) ?? "";
        }

        Assert.Equal("", gone);
        Assert.Contains("takes no CA file", Assert.Single(host.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SslMode.VerifyFull, false)]
    [InlineData(SslMode.Require, true)]
    [InlineData(SslMode.Disable, true)]
    public async Task Nothing_is_asked_where_the_system_verifies_or_nobody_does(SslMode mode, bool hasCaFile)
    {
        await using var server = Start();
        var connection = ConnectionTo(server) with { SslMode = mode, CaFile = hasCaFile ? server.CaFile : null };
        var host = new RecordingHost();
        Assert.Null(await Pinned(host).KeepAsync(
            connection, ConnectionExportForm.ConnectionString, Stop));
        Assert.Empty(host.Warnings);
        Assert.Equal(0, server.Connections);
    }

    private PinnedCertificate Pinned(RecordingHost host) =>
        new(new TransportOptions(), () => StateFolder.At(Path.Combine(_folder.FullName, "state")), host);

    private static DatabaseLogin Login(TdsServer server) => new(server.MasterLogin.UserName, Secret.From(server.MasterLogin.Password));

    private static Connection ConnectionTo(TdsServer server) => SampleConnection.Make(subtype: "mssql") with
    {
        HostName = server.Host, Port = server.Port, UserName = server.MasterLogin.UserName, Database = "master", CaFile = server.CaFile,
        DatabaseArn = null,
    };

    private static async Task LogInAsync(string text)
    {
        await using var connection = new SqlConnection(new SqlConnectionStringBuilder(text)
        {
            Pooling = false, ConnectRetryCount = 0, ConnectTimeout = 15,
        }.ConnectionString);
        await connection.OpenAsync(Stop);
    }

    private sealed record Answer(string? Refusal);
}
