using HoopConnect.Hosting;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Tenants.TenantDatabases;

namespace HoopConnect.Tests.Tenants.TenantDatabases;

/// <summary>Whatever fails on the way, another run ends with a whole tenant, or with none.</summary>
public sealed class TenantFaultTests(TenantServers servers) : IClassFixture<TenantServers>
{
    // Each call that changes something, in the order of making; the reads before them are told by the first.
    private static readonly (string Service, string Action)[] Making =
    [
        ("iam", "GetRole"), ("iam", "GetPolicy"), ("iam", "CreateRole"), ("iam", "PutRolePolicy"), ("eks", "ListPodIdentityAssociations"),
        ("eks", "CreatePodIdentityAssociation"),
    ];

    private static readonly (string Service, string Action)[] Removing =
    [
        ("iam", "GetRole"), ("iam", "ListRolePolicies"), ("eks", "DescribePodIdentityAssociation"), ("eks", "DeletePodIdentityAssociation"),
        ("iam", "DeleteRolePolicy"), ("iam", "DeleteRole"),
    ];

    public static TheoryData<string> Engines => TenantScenario.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_call_of_AWS_that_fails_leaves_what_the_next_run_finishes(string engine)
    {
        var scenario = await servers.GetAsync(engine);
        var workload = TenantScenario.Workload("aws");
        // The boundary is there, so that each round has the same calls.
        await scenario.MakeAsync(TenantScenario.Workload("first"));
        foreach (var (service, action) in Making)
        {
            await FailAsync(scenario, service, action, () => scenario.MakeAsync(workload));
            var (rows, host) = await scenario.MakeAsync(workload);
            Assert.Empty(host.Errors);
            Assert.Contains(Assert.Single(rows).State, new[] { TenantState.Created, TenantState.Updated, TenantState.Whole });
            Assert.Equal(TenantState.Whole, Assert.Single((await scenario.ReadAsync("aws")).Rows).State);
            Assert.Null(await scenario.LogInAsync(rows[0]));
            await RemoveAsync(scenario);
        }

        foreach (var (service, action) in Removing)
        {
            await scenario.MakeAsync(workload);
            await FailAsync(scenario, service, action, () => scenario.RemoveAsync(false, "aws"));
            await RemoveAsync(scenario);
        }

        async Task RemoveAsync(TenantScenario on)
        {
            Assert.Contains((await on.RemoveAsync(false, "aws")).Rows[0].State, new[] { TenantState.Removed, TenantState.Missing });
            Assert.Empty((await on.ReadAsync("aws")).Rows);
            var name = TenantName.For("aws", on.Server.Database.Arn);
            Assert.DoesNotContain(on.Account.Roles, role => role.Name == name);
            Assert.DoesNotContain(
                on.Account.In("eu-west-1").EksClusters.SelectMany(cluster => cluster.Associations),
                association => association.RoleArn.EndsWith("/" + name, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Any_request_to_the_server_may_be_the_last_one_of_making_and_of_removal(string engine)
    {
        var scenario = await servers.GetAsync(engine);
        var port = scenario.Server.Master.Port;
        await BreakingConnection.AfterEveryRequestAsync(
            port,
            async (way, round) => Tell(await scenario.MakeAsync(
                new TenantRequest(Over(scenario, way), [TenantScenario.Workload($"made-{round}")]))),
            async round =>
            {
                var (rows, host) = await scenario.MakeAsync(TenantScenario.Workload($"made-{round}"));
                Assert.Empty(host.Errors);
                if (round % 8 == 1)
                    Assert.Null(await scenario.LogInAsync(Assert.Single(rows)));
            });
        await BreakingConnection.AfterEveryRequestAsync(
            port,
            async (way, round) =>
            {
                await scenario.MakeAsync(TenantScenario.Workload($"made-{round}"));
                Tell(await scenario.RemoveAsync(new TenantRequest(Over(scenario, way), [new TenantWorkload($"made-{round}")])));
            },
            async round =>
            {
                await scenario.RemoveAsync(false, $"made-{round}");
                Assert.Empty((await scenario.ReadAsync($"made-{round}")).Rows);
            });
    }

    private static TenantServer Over(TenantScenario scenario, int port) =>
        scenario.Server with { Master = scenario.Server.Master with { Port = port } };

    /// <summary>A failure of one tenant is as good as one of all, for whoever breaks things off.</summary>
    private static void Tell((IReadOnlyList<TenantDatabase> Rows, Provisioning.RecordingHost Host) run)
    {
        if (run.Host.Errors is [var first, ..])
            throw first;
    }

    private static async Task FailAsync(
        TenantScenario scenario, string service, string action,
        Func<Task<(IReadOnlyList<TenantDatabase> Rows, Provisioning.RecordingHost Host)>> run)
    {
        scenario.Iam.Sandbox.Faults.Add(new Fault(FaultKind.Denied) { Service = service, Action = action, Times = 1 });
        var told = new List<HoopException>();
        try
        {
            told.AddRange((await run()).Host.Errors);
        }
        catch (HoopException failure)
        {
            told.Add(failure);
        }

        scenario.Iam.Sandbox.Faults.Clear();
        Assert.Contains(told, failure => failure.Message.Contains($"{service}:{action}", StringComparison.Ordinal));
    }
}
