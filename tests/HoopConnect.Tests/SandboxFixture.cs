using HoopConnect.Sandbox;

[assembly: AssemblyFixture(typeof(HoopConnect.Tests.SandboxFixture))]

namespace HoopConnect.Tests;

/// <summary>
/// Sandboxes for tests: take it as a constructor parameter, start one a test (a few milliseconds) and dispose it with <c>await using</c>.
/// </summary>
public sealed class SandboxFixture
{
    /// <summary>Starts a sandbox with the default organisation and no servers.</summary>
    public async Task<AwsSandbox> StartAsync(SandboxOptions? options = null) =>
        await AwsSandbox.StartAsync(options, TestContext.Current.CancellationToken);
}
