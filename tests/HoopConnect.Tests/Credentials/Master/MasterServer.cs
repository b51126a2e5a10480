using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Tests.Databases.MySql;
using HoopConnect.Tests.Databases.SqlServer;

namespace HoopConnect.Tests.Credentials.Master;

/// <summary>
/// What is behind a database of the sandbox, seen alike for every engine: PostgreSQL, MariaDB, or the TDS endpoint (which checks logins and
/// executes nothing).
/// </summary>
internal sealed class MasterServer
{
    private readonly DatabaseResource _database;
    private readonly Func<ServerLogin> _master;
    private readonly Func<Task<string>> _log;

    private MasterServer(DatabaseResource database, string caFile, Func<ServerLogin> master, Func<Task<string>> log) =>
        (_database, CaFile, _master, _log) = (database, caFile, master, log);

    public string CaFile { get; }

    public ServerLogin MasterLogin => _master();

    /// <summary>Skips the test where that engine's server or driver cannot run.</summary>
    public static void RequireFor(string identifier)
    {
        if (identifier == "legacy")
            MySqlTests.Installed();
        if (identifier == "billing")
            SqlServerTests.RequireDriver();
    }

    public static async Task<MasterServer> OfAsync(AwsSandbox sandbox, string identifier)
    {
        var database = sandbox.Organisation.Database(identifier);
        if (database.Engine == "mariadb")
        {
            var server = await sandbox.MySqlServerAsync(identifier);
            return new MasterServer(database, server.CaFile, () => server.MasterLogin, server.ReadLogsAsync);
        }

        if (database.Engine == "sqlserver-se")
        {
            var server = await sandbox.TdsServerAsync(identifier);
            return new MasterServer(
                database, server.CaFile, () => server.MasterLogin, () => Task.FromResult(string.Join('\n', server.Requests)));
        }

        var postgres = await sandbox.ServerAsync(identifier);
        return new MasterServer(
            database, postgres.CaFile, () => postgres.MasterLogin, () => postgres.ReadLogAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Every statement so far, with what the server said to it.</summary>
    public Task<string> ReadLogAsync() => _log();

    /// <summary>Sets the master's password behind everybody's back.</summary>
    public Task SetPasswordAsync(string password) => _database.SetMasterPassword!(password, TestContext.Current.CancellationToken);
}
