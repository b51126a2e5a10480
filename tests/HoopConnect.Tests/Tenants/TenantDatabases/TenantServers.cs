using System.Collections.Concurrent;

namespace HoopConnect.Tests.Tenants.TenantDatabases;

/// <summary>One server of each engine for the tests of a class: each test has tenants of its own.</summary>
public sealed class TenantServers(SandboxFixture sandboxes) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<TenantScenario>>> _scenarios = new();

    internal Task<TenantScenario> GetAsync(string engine) =>
        _scenarios.GetOrAdd(engine, name => new Lazy<Task<TenantScenario>>(() => TenantScenario.StartAsync(sandboxes, name))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var scenario in _scenarios.Values.Where(scenario => scenario.Value.IsCompletedSuccessfully))
            await (await scenario.Value).DisposeAsync();
    }
}
