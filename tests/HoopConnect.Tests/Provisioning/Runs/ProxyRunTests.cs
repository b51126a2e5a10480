using HoopConnect.Hosting;
using HoopConnect.Provisioning.Network;
using HoopConnect.Provisioning.Runs;

namespace HoopConnect.Tests.Provisioning.Runs;

/// <summary>A proxy is a way to a database, not one to provision.</summary>
public class ProxyRunTests(SandboxFixture sandboxes)
{
    [Fact]
    public async Task A_proxy_is_refused_before_anything_is_asked_or_changed_and_the_error_names_what_is_behind_it()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes);
        var request = await scenario.RequestAsync("orders-proxy");

        var result = Assert.Single(await scenario.ApplyAsync(request));

        Assert.Equal(
            (ProvisioningState.Failed, "HoopConnect.Provisioning.ProxyNotServed", false),
            (result.State, result.ErrorId, result.Changed));
        Assert.Contains("'orders'", result.Message, StringComparison.Ordinal);
        Assert.Contains("'orders'", Assert.Single(scenario.Host.Errors).RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(scenario.Sandbox.Requests.Of("ec2:CreateSecurityGroup"));
        Assert.Equal(0, scenario.Vault.Writes);

        var network = await Assert.ThrowsAsync<HoopException>(() =>
            new NetworkAccess(scenario.Aws).PlanGrantAsync(request.Databases[0], request.Network!, TestContext.Current.CancellationToken));
        Assert.Equal("Network.ProxyNotServed", network.ErrorId);
        Assert.Contains("'orders'", network.RecommendedAction, StringComparison.Ordinal);
    }
}
