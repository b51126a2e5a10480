using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Provisioning.Runs;
using HoopConnect.Sandbox.Servers.Tds;
using HoopConnect.Secrets;
using HoopConnect.Tests.Databases.SqlServer;
using HoopConnect.Tests.Databases.SqlServer.Roles;

namespace HoopConnect.Tests.Provisioning.Runs;

/// <summary>
/// The whole run on the sandbox's SQL Server. **T-SQL is not executed**: the server is a TDS endpoint, to which the real driver connects
/// over TLS and logs in, and a <see cref="ScriptedSqlServer"/> answers from what it understood of the statements. So this proves network,
/// master, logins, connections, records, and that a second run has nothing to do; that the statements are right T-SQL, it does not.
/// </summary>
public class SqlServerRunTests(SandboxFixture sandboxes) : SqlServerTests
{
    private static readonly string[] RoleNames = ["hoop_ro", "hoop_rw", "hoop_ddl"];

    [Fact]
    public async Task From_an_organisation_to_connections_that_log_in_and_a_second_run_changes_nothing()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes);
        var script = await StartServerAsync(scenario, "invoices", "it's [odd]");
        var former = script.Endpoint.MasterLogin.Password;
        var request = await RequestAsync(scenario, script.Endpoint);

        var result = Assert.Single(await scenario.ApplyAsync(request));

        Assert.Empty(scenario.Host.Errors);
        Assert.Equal((ProvisioningState.Completed, true, "billing"), (result.State, result.Changed, result.Identifier));
        Assert.Equal(RoleNames, result.Roles.Select(role => role.UserName));
        Assert.All(result.Roles, role => Assert.Equal(RoleState.Created, role.State));
        Assert.Equal(RoleNames.Order(StringComparer.Ordinal), script.Logins.Keys.Order(StringComparer.Ordinal));
        Assert.All(script.Databases.Values, database => Assert.Equal(["db_datareader", "db_datawriter"], database.RolesOf("hoop_rw")));

        // RDS set the master's password by itself, once, and the database has our security group beside its own.
        Assert.NotEqual(former, script.Endpoint.MasterLogin.Password);
        Assert.Single(scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"), call => call.Parameters.ContainsKey("MasterUserPassword"));
        Assert.Equal(2, scenario.Sandbox.Organisation.Database("billing").VpcSecurityGroupIds.Count);

        await LogInToEveryConnectionAsync(scenario, result);
        Assert.Equal(JobPhase.Completed, Assert.Single(await scenario.RecordsAsync()).Status.Phase);

        var (passwords, writes, changes) = (await scenario.PasswordsAsync(), scenario.Vault.Writes, script.Changes.Count);
        var again = Assert.Single(await scenario.ApplyAsync(request));
        Assert.Equal((ProvisioningState.Completed, false), (again.State, again.Changed));
        Assert.All(again.Roles, role => Assert.Equal(RoleState.InSync, role.State));
        Assert.Equal((writes, changes), (scenario.Vault.Writes, script.Changes.Count));
        Assert.Equal(passwords, await scenario.PasswordsAsync());
    }

    [Fact]
    public async Task The_passwords_are_in_no_record_and_no_message_and_in_the_statements_that_set_them_only()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes);
        var script = await StartServerAsync(scenario, "invoices");
        await scenario.ApplyAsync(await RequestAsync(scenario, script.Endpoint));

        var entries = (await scenario.PasswordsAsync())
            .Where(entry => !entry.Key.StartsWith("HoopConnect-connection-", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, entries.Count);
        foreach (var (name, password) in entries)
        {
            Assert.All(Directory.GetFiles(scenario.JobFolder),
                file => Assert.DoesNotContain(password, File.ReadAllText(file), StringComparison.Ordinal));
            Assert.All(scenario.Host.Everything, line => Assert.DoesNotContain(password, line, StringComparison.Ordinal));
            var batches = script.Endpoint.Requests.Where(request => request.Sql.Contains(password, StringComparison.Ordinal)).ToList();
            // The server blanks a statement about a login's password in its traces where it is the only one of its batch; RDS sends none.
            if (name.EndsWith("-master", StringComparison.Ordinal))
                Assert.Empty(batches);
            else
                Assert.StartsWith("CREATE LOGIN [hoop_", Assert.Single(batches).Sql, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_leave_to_reset_the_master_nothing_is_changed()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes);
        var script = await StartServerAsync(scenario, "invoices");
        var result = Assert
            .Single(await scenario.ApplyAsync(await RequestAsync(scenario, script.Endpoint) with { AllowMasterReset = false }));
        Assert.Equal((ProvisioningState.Failed, "HoopConnect.MasterCredential.ResetNotAllowed"), (result.State, result.ErrorId));
        Assert.Empty(scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"));
        Assert.Empty(scenario.Sandbox.Requests.Of("ec2:CreateSecurityGroup"));
        Assert.Empty(script.Endpoint.Requests);
        Assert.Empty(await scenario.PasswordsAsync());
    }

    [Fact]
    public async Task PostgreSQL_and_SQL_Server_go_in_one_run()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        await StartServerAsync(scenario, "invoices");

        var results = await scenario.ApplyAsync(await scenario.RequestAsync("shop", "billing"));

        Assert.Empty(scenario.Host.Errors);
        Assert.Equal(["billing", "shop"], results.Select(result => result.Identifier).Order(StringComparer.Ordinal));
        Assert.All(results, result => Assert.Equal(ProvisioningState.Completed, result.State));
        await LogInToEveryConnectionAsync(scenario, results.Single(result => result.Identifier == "billing"));
    }

    [Fact]
    public async Task A_database_that_the_master_does_not_own_is_left_out_and_the_run_is_complete()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes);
        var script = await StartServerAsync(scenario, "archive", "invoices", "ledger");
        script.Databases["archive"].MasterIsOwner = 0;
        var request = await RequestAsync(scenario, script.Endpoint);

        Assert.Equal("HoopConnect.Roles.Incomplete", Assert.Single(await scenario.ApplyAsync(request)).ErrorId);
        var without = Assert.Single(await scenario.ApplyAsync(request with { Choice = DatabaseChoice.Parse([], ["archive"]) }));
        Assert.Equal((ProvisioningState.Completed, null), (without.State, without.ErrorId));
        Assert.All(without.Connections, connection => Assert.Equal("invoices", connection.Database));
        var named = Assert.Single(await scenario.ApplyAsync(request with { Choice = DatabaseChoice.Parse(["LEDGER", "inv*"], []) }));
        Assert.All(named.Connections, connection => Assert.Equal("ledger", connection.Database));
        var nowhere = Assert.Single(await scenario.ApplyAsync(request with { Choice = DatabaseChoice.Parse(["gone", "inv*"], []) }));
        Assert.Equal(("HoopConnect.Database.NotFound", false), (nowhere.ErrorId, nowhere.Changed));
    }

    private static async Task<ScriptedSqlServer> StartServerAsync(ProvisioningScenario scenario, params string[] databases)
    {
        var script = new ScriptedSqlServer(await scenario.Sandbox.TdsServerAsync("billing"));
        foreach (var name in databases)
            script.AddDatabase(name);
        return script;
    }

    private static async Task<ProvisioningRequest> RequestAsync(ProvisioningScenario scenario, TdsServer server) =>
        await scenario.RequestAsync("billing") with { Transport = new TransportOptions { CaFile = server.CaFile } };

    private static async Task LogInToEveryConnectionAsync(ProvisioningScenario scenario, ProvisioningResult result)
    {
        Assert.Equal(3, result.Connections.Count);
        foreach (var made in result.Connections)
        {
            var connection = await scenario.Connections.FindAsync(made.Name, Stop);
            // In master the roles have no users.
            Assert.Equal(("mssql", "invoices"), (connection!.Subtype, connection.Database));
            var entry = await scenario.Vault.GetAsync(connection.SecretName, Stop);
            var settings = new ConnectionSettings(connection.HostName, connection.Port,
                new DatabaseLogin(entry!.UserName, entry.Secret)) { CaFile = connection.CaFile, Database = connection.Database };
            Assert.Equal(LoginOutcome.Accepted, await new SqlServerEngine().TryLoginAsync(settings, Stop));
        }
    }
}
