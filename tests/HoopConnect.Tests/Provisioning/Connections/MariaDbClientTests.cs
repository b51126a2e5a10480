using System.Diagnostics;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Connections;
using HoopConnect.Provisioning.Connections.Export;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Provisioning.Connections;

/// <summary>What MariaDB's own client makes of what we export: the TLS that the connection says, or no login.</summary>
public sealed class MariaDbClientTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_option_file_has_MariaDBs_client_encrypt_and_verify_and_say_nothing_else()
    {
        Assert.SkipWhen(MySqlPrograms.Client is null, "There is no client of MariaDB.");
        await using var server = await MySqlServer.StartAsync(cancellationToken: Stop);
        await using var plain = await MySqlServer.StartAsync(new MySqlServerOptions { Arguments = ["--skip-ssl"] }, Stop);

        var (code, said, complained) = await RunAsync(Of(server), ConnectionExportForm.MariaDbCnf);
        Assert.Equal((0, ""), (code, complained));
        Assert.StartsWith("TLS", said, StringComparison.Ordinal);

        // Another authority; and a server without TLS, as who stands in between would be.
        using var stranger = new SandboxCertificates();
        var caFile = Path.Combine(server.Folder, "stranger.pem");
        await File.WriteAllTextAsync(caFile, stranger.AuthorityPem, Stop);
        (code, said, complained) = await RunAsync(Of(server) with { CaFile = caFile }, ConnectionExportForm.MariaDbCnf);
        Assert.NotEqual(0, code);
        Assert.Equal("", said);
        Assert.Contains("2026", complained, StringComparison.Ordinal);
        (code, said, complained) = await RunAsync(Of(plain), ConnectionExportForm.MariaDbCnf);
        Assert.NotEqual(0, code);
        Assert.Equal("", said);
        Assert.Contains("SSL is required", complained, StringComparison.Ordinal);

        // Asked for it, it goes in clear, to either.
        Assert.Equal((0, "", ""), await RunAsync(Of(server) with { SslMode = SslMode.Disable }, ConnectionExportForm.MariaDbCnf));

        // The file for MySQL's client: MariaDB's stops at it.
        foreach (var mode in Enum.GetValues<SslMode>())
        {
            (code, said, complained) = await RunAsync(Of(server) with { SslMode = mode }, ConnectionExportForm.MyCnf);
            Assert.NotEqual(0, code);
            Assert.Equal("", said);
            Assert.Contains("ssl-mode", complained, StringComparison.Ordinal);
        }

        Connection Of(MySqlServer of) => SampleConnection.Make(subtype: "mysql") with
        {
            HostName = of.Host, Port = of.Port, UserName = of.MasterLogin.UserName, Database = "mysql", CaFile = of.CaFile,
        };

        async Task<(int Code, string Said, string Complained)> RunAsync(Connection connection, ConnectionExportForm form)
        {
            var password = connection.Port == server.Port ? server.MasterLogin.Password : plain.MasterLogin.Password;
            var login = new DatabaseLogin(connection.UserName, Secret.From(password));
            var file = Path.Combine(server.Folder, "client.cnf");
            await File.WriteAllTextAsync(file, ConnectionExport.Write(connection, login, form), Stop);
            using var process = Process.Start(new ProcessStartInfo(
                MySqlPrograms.Client!,
                [$"--defaults-file={file}", "--protocol=tcp", "--skip-column-names", "--execute=SHOW STATUS LIKE 'Ssl_cipher'"])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
            await process.WaitForExitAsync(Stop);
            return (process.ExitCode, (await output).Replace("Ssl_cipher", "", StringComparison.Ordinal).Trim(), (await error).Trim());
        }
    }

    [Theory]
    [InlineData(SslMode.VerifyCA)]
    [InlineData(SslMode.Require)]
    public void A_mode_that_MariaDBs_client_would_not_insist_on_is_refused(SslMode mode)
    {
        var connection = SampleConnection.Make(subtype: "mysql") with { SslMode = mode };
        var error = Assert.Throws<HoopException>(() => ConnectionExport.Write(connection, null, ConnectionExportForm.MariaDbCnf));
        Assert.Equal("Connection.NotExpressible", error.ErrorId);
        Assert.Contains(mode.ToString(), error.Message, StringComparison.Ordinal);
    }
}
