using System.Reflection;
using HoopConnect.Sandbox.Servers;
using Xunit.Sdk;
using Xunit.v3;

namespace HoopConnect.Tests.Databases.PostgreSql.Server;

/// <summary>
/// Runs a theory <c>(int major, bool asOnRds)</c> on every PostgreSQL that the sandbox has for this platform, each with both kinds of
/// master: plain CREATEROLE, and with what RDS gives besides.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EveryMajorAttribute : DataAttribute
{
    private static readonly int[] Majors = [14, 15, 16, 17, 18];

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Majors.SelectMany(Masters)]);

    public override bool SupportsDiscoveryEnumeration() => true;

    private static IEnumerable<ITheoryDataRow> Masters(int major) =>
        from asOnRds in new[] { false, true }
        // On the platform of CI they are all there: PostgresServerTests would fail without.
        select new TheoryDataRow(major, asOnRds)
        {
            Skip = PostgresServer.Has(major) ? null : $"There is no PostgreSQL {major} for this platform.",
        };
}
