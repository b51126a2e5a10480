using HoopConnect.Aws;
using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Provisioning.Runs;
using HoopConnect.Secrets;
using HoopConnect.Tests.Provisioning.Jobs;
using Npgsql;

namespace HoopConnect.Tests.Provisioning.Runs;

/// <summary>What stands against a run shows before anything is changed.</summary>
public class ProvisioningRefusalTests(SandboxFixture sandboxes)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_leave_to_reset_the_master_nothing_is_changed()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        var result = Assert.Single(await scenario.ApplyAsync(await scenario.RequestAsync("shop") with { AllowMasterReset = false }));

        Assert.Equal(
            (ProvisioningState.Failed, "HoopConnect.MasterCredential.ResetNotAllowed", false),
            (result.State, result.ErrorId, result.Changed));
        scenario.AssertNothingChangedInAws();
        Assert.Equal(0, scenario.Vault.Writes);
    }

    [Theory]
    [InlineData("throttle")]
    [InlineData("timeout")]
    [InlineData("ca")]
    [InlineData("roles")]
    public async Task What_cannot_be_right_is_refused_before_anything_is_asked(string what)
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes);
        var request = await scenario.RequestAsync("shop");
        scenario.Sandbox.Requests.Clear();
        request = what switch
        {
            "throttle" => request with { ThrottleLimit = 0 },
            "timeout" => request with { Transport = new TransportOptions { Timeout = TimeSpan.Zero } },
            "ca" => request with { Transport = new TransportOptions { CaFile = "/no/such.pem" } },
            _ => request with { Roles = [RoleKind.Ddl, RoleKind.Ddl] },
        };
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.ApplyAsync(request));
        Assert.Equal("Provisioning.InvalidRequest", error.ErrorId);
        Assert.Empty(scenario.Sandbox.Requests.All);
    }

    [Theory]
    [InlineData("unknown", "Discovery.DatabaseNotFound")]
    [InlineData("denied", "Aws.AccessDenied")]
    [InlineData("notOurs", "Roles.NotOurs")]
    [InlineData("otherwise pending", "MasterCredential.PendingModifications")]
    public async Task What_stands_against_a_run_has_an_id_of_its_own_and_shows_before_anything_is_changed(string what, string errorId)
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        var request = await scenario.RequestAsync("shop");
        var master = scenario.Servers["shop"].MasterLogin;
        switch (what)
        {
            case "unknown":
                request = request with { Databases = [request.Databases[0] with { Arn = request.Databases[0].Arn + "-gone" }] };
                break;
            case "denied":
                scenario.Sandbox.Organisation.Denials.Deny("111122223333", "rds:DescribeDBInstances");
                break;
            case "notOurs":
                request = request with
                {
                    DbCredential = new DatabaseLogin(master.UserName, Secret.From(master.Password)), Roles = [RoleKind.ReadWrite],
                };
                await using (var connection = await scenario.Servers["shop"].OpenMasterAsync(cancellationToken: Cancellation))
                    await using (var command = new NpgsqlCommand("CREATE ROLE hoop_rw LOGIN", connection))
                    await command.ExecuteNonQueryAsync(Cancellation);
                break;
            default:
                scenario.Sandbox.Organisation.Database("shop").Pending["EngineVersion"] = "18.2";
                break;
        }

        var result = Assert.Single(await scenario.ApplyAsync(request));

        Assert.Equal((ProvisioningState.Failed, "HoopConnect." + errorId, false), (result.State, result.ErrorId, result.Changed));
        Assert.Equal(errorId, Assert.Single(scenario.Host.Errors).ErrorId);
        scenario.AssertNothingChangedInAws();
        Assert.Equal(0, scenario.Vault.Writes);
    }

    [Fact]
    public async Task Credentials_that_have_expired_end_the_whole_run_at_once()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes);
        var request = await scenario.RequestAsync("shop");
        using var aws = await scenario.OpenExpiredSessionAsync();
        var error = await Assert.ThrowsAsync<AwsErrorException>(async () =>
            await new ProvisioningRun(scenario.Services with { Aws = aws })
                .RunAsync(request, RunMode.Apply, scenario.Host, Cancellation)
                .ToListAsync(Cancellation));
        Assert.Equal("Aws.ExpiredToken", error.ErrorId);
        scenario.AssertNothingChangedInAws();
    }
}
