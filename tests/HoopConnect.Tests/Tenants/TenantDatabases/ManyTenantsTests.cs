using HoopConnect.Tenants.TenantDatabases;

namespace HoopConnect.Tests.Tenants.TenantDatabases;

/// <summary>A platform's hundred tenants on one server.</summary>
public sealed class ManyTenantsTests(SandboxFixture sandboxes)
{
    public static TheoryData<string> Engines => TenantScenario.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_hundred_tenants_are_made_in_one_run_and_each_gets_into_its_own_database_and_no_neighbours(string engine)
    {
        await using var scenario = await TenantScenario.StartAsync(sandboxes, engine);
        var (rows, host) = await scenario.MakeAsync(Enumerable.Range(0, 100).Select(at => TenantScenario.Workload($"t{at:D3}")));
        Assert.Empty(host.Errors);
        Assert.Equal(100, rows.Count(row => row.State == TenantState.Created));
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 100), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (at, _) =>
            {
                Assert.Null(await scenario.LogInAsync(rows[at]));
                Assert.NotNull(await scenario.LogInAsync(rows[at], rows[(at + 1) % 100].DatabaseName));
            });
        Assert.Equal(100, (await scenario.ReadAsync()).Rows.Count(row => row.State == TenantState.Whole));
    }
}
