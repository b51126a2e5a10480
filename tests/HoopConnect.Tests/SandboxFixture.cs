using HoopConnect.Sandbox;
using HoopConnect.Tests.Sandbox.ServiceModels;

[assembly: AssemblyFixture(typeof(HoopConnect.Tests.SandboxFixture))]

namespace HoopConnect.Tests;

/// <summary>
/// Sandboxes for tests: take it as a constructor parameter, start one a test (a few milliseconds; servers only where asked for) and
/// dispose of it with <c>await using</c>: that is when a request or an answer that AWS's own service models do not allow fails the test.
/// </summary>
public sealed class SandboxFixture
{
    /// <summary>Starts a sandbox with the default organisation. All its traffic is held against AWS's service models.</summary>
    public async Task<AwsSandbox> StartAsync(SandboxOptions? options = null) =>
        await AwsSandbox.StartAsync((options ?? new SandboxOptions()) with { Observer = new ModelChecker() }, TestContext.Current.CancellationToken);

    /// <summary>The same with these databases on real PostgreSQL servers from the start, for example <c>orders</c>.</summary>
    public Task<AwsSandbox> StartWithServersAsync(params string[] databases) => StartAsync(new SandboxOptions { Servers = databases });

    /// <summary>A sandbox that takes requests which AWS's models do not allow, for tests that send such on purpose.</summary>
    public async Task<AwsSandbox> StartUncheckedAsync(SandboxOptions? options = null) =>
        await AwsSandbox.StartAsync(options, TestContext.Current.CancellationToken);
}
