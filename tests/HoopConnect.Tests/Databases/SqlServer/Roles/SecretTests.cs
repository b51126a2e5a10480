using System.Text;
using HoopConnect.Databases.Roles;
using HoopConnect.Sandbox.Servers.Tds;

namespace HoopConnect.Tests.Databases.SqlServer.Roles;

public sealed class SecretTests : SqlServerTests
{
    [Fact]
    public async Task No_password_is_anywhere_but_in_its_own_statement_inside_TLS()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        var plan = await scenario.PlanAsync();
        var outcomes = await scenario.ApplyAsync(plan);
        await scenario.ProvisionAsync(request => request with { RotatePassword = true });
        Assert.Equal(6, scenario.Passwords.Made.Count);
        foreach (var password in scenario.Passwords.Made)
        {
            var request = Assert.Single(scenario.Server.Endpoint.Requests,
                request => request.Sql.Contains(password, StringComparison.Ordinal));
            Assert.DoesNotContain('\n', request.Sql);
            Assert.Matches(@"^(CREATE|ALTER) LOGIN \[hoop_(ro|rw|ddl)\] WITH PASSWORD = N'", request.Sql);
            Assert.All(scenario.Server.Endpoint.Received, bytes => AssertNotIn(bytes, password));
            Assert.All(scenario.Host.Everything, text => Assert.DoesNotContain(password, text, StringComparison.Ordinal));
            Assert.DoesNotContain(password, plan.Plan + string.Join("\n", outcomes), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_server_that_echoes_statements_in_its_errors_gets_no_password_into_a_finding()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.FailOn = request => request.Sql.Contains("PASSWORD", StringComparison.Ordinal)
            ? new TdsError(102, $"Incorrect syntax near '{request.Sql}'.") : null;
        var outcomes = await scenario.ProvisionAsync();
        Assert.All(outcomes, outcome => Assert.Equal(RoleState.Failed, outcome.State));
        var text = new StringBuilder().AppendJoin('\n', outcomes.SelectMany(outcome => outcome.Findings))
            .AppendJoin('\n', scenario.Host.Everything).ToString();
        Assert.NotEmpty(scenario.Passwords.Made);
        Assert.All(scenario.Passwords.Made, password => Assert.DoesNotContain(password, text, StringComparison.Ordinal));
    }
}
