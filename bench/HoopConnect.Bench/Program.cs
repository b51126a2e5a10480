using HoopConnect.Bench;
using HoopConnect.Bench.IdentityCenter;
using HoopConnect.Bench.Roles;
using HoopConnect.Bench.SessionUsers;
using HoopConnect.Bench.Tenants;

// Each row measures a piece of work against its bound or its plain counterpart in this one run and prints the ratio.
var rows = new Dictionary<string, Func<CancellationToken, Task<Row>>>(StringComparer.OrdinalIgnoreCase)
{
    ["discovery"] = DiscoveryBench.RunAsync,
    ["memory"] = MemoryBench.RunAsync,
    ["roles"] = RolesBench.AgainstNpgsqlAsync,
    ["roles-psql"] = RolesBench.AgainstPsqlAsync,
    ["roles-mariadb"] = MariaDbRolesBench.RunAsync,
    ["session-user"] = SessionUserBench.RunAsync,
    ["sweep"] = SweepBench.RunAsync,
    ["identity-center"] = SyncBench.RunAsync,
    ["tenants"] = TenantsBench.RoundTripsAsync,
    ["tenants-aws"] = TenantsBench.CallsAsync,
    ["tokens"] = TokensBench.AgainstHashingAsync,
    ["tokens-botocore"] = TokensBench.AgainstBotocoreAsync,
    ["import"] = ImportBench.RunAsync,
};
var wanted = args.Length == 0 ? [.. rows.Keys] : args;
if (wanted.FirstOrDefault(name => !rows.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no row '{unknown}'. The rows are: {string.Join(", ", rows.Keys)}.");
    return 2;
}

var missed = 0;
foreach (var name in wanted)
{
    var row = await rows[name](CancellationToken.None);
    Console.WriteLine(row);
    missed += row.IsMet ? 0 : 1;
}
return missed == 0 ? 0 : 1;
