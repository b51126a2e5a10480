using System.Runtime.CompilerServices;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Sandbox.Traffic;
using HoopConnect.Tests.Sandbox.ServiceModels;
using Xunit.Sdk;

[assembly: AssemblyFixture(typeof(HoopConnect.Tests.SandboxFixture))]

namespace HoopConnect.Tests;

/// <summary>
/// Sandboxes for tests: take it as a constructor parameter, start one a test (a few milliseconds; servers only where asked for) and
/// dispose of it with <c>await using</c>. Every sandbox of the tests, started here or not, is held against AWS's own service models: a
/// request or an answer that they do not allow fails the test when the sandbox is disposed of.
/// </summary>
public sealed class SandboxFixture
{
    /// <summary>Starts a sandbox with the default organisation.</summary>
    public async Task<AwsSandbox> StartAsync(SandboxOptions? options = null) =>
        await AwsSandbox.StartAsync(options, TestContext.Current.CancellationToken);

    /// <summary>The same with these databases on real PostgreSQL servers from the start, for example <c>orders</c>.</summary>
    public Task<AwsSandbox> StartWithServersAsync(params string[] databases) => StartAsync(new SandboxOptions { Servers = databases });

    /// <summary>A sandbox that takes requests which AWS's models do not allow, for tests that send such on purpose.</summary>
    public Task<AwsSandbox> StartUncheckedAsync(SandboxOptions? options = null) =>
        StartAsync((options ?? new SandboxOptions()) with { Observer = new Unchecked() });

    [ModuleInitializer]
    internal static void CheckEverySandbox() => AwsSandbox.ObserverOfEverySandbox = () => new ModelChecker();

    // A test of a server that the machine does not have is skipped, and says which.
    [ModuleInitializer]
    internal static void SkipWithoutServer() => MissingServer.Exception = SkipException.ForSkip;

    private sealed class Unchecked : IExchangeObserver
    {
        public void Observe(Exchange exchange)
        {
        }

        public void Complete()
        {
        }
    }
}
