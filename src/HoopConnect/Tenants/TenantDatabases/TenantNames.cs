using HoopConnect.Databases;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>
/// The names of the tenants that a server has, by its marks: one that was restored or renamed has tenants with the names of before, by
/// which their databases go on being found.
/// </summary>
internal sealed class TenantNames
{
    private readonly Dictionary<string, string> _names;
    private readonly string _serverArn;

    private TenantNames(string serverArn, Dictionary<string, string> names) => (_serverArn, _names) = (serverArn, names);

    /// <summary>The tenants of the server, in order.</summary>
    public IEnumerable<string> Tenants => _names.Keys.Order(StringComparer.Ordinal);

    /// <summary>The name of a tenant: the one it has, or the one it will have.</summary>
    /// <exception cref="HoopException"><c>Tenant.InvalidName</c>.</exception>
    public string Of(string tenant) => _names.GetValueOrDefault(TenantName.Check(tenant)) ?? TenantName.For(tenant, _serverArn);

    /// <summary>Whether the server has a user of the tenant.</summary>
    public bool Has(string tenant) => _names.ContainsKey(tenant);

    /// <summary>Reads them.</summary>
    /// <exception cref="HoopException"><c>TenantDatabase.EngineNotServed</c>, <c>Tenant.NotInRds</c>, and those of <see
    /// cref="IManagedUsers.ListAsync"/>.</exception>
    public static Task<TenantNames> ReadAsync(TenantServer server, IHoopHost host, CancellationToken cancellationToken) =>
        ReadAsync(server, host, engine: null, cancellationToken);

    /// <inheritdoc cref="ReadAsync(TenantServer, IHoopHost, CancellationToken)"/>
    public static async Task<TenantNames> ReadAsync(
        TenantServer server, IHoopHost host, IDatabaseEngine? engine, CancellationToken cancellationToken)
    {
        TenantServer.Check(server.Database);
        engine ??= DatabaseEngines.For(server.Database.Engine);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var query = new ManagedUserQuery(server.Master with { Database = null }) { Kind = ManagedKind.Tenant };
        await foreach (var user in engine.ManagedUsers.ListAsync(query, host, cancellationToken))
        {
            if (user.Mark is { Kind: ManagedKind.Tenant, Owner: { } tenant })
                names.TryAdd(tenant, user.UserName);
        }

        return new TenantNames(server.Database.Arn, names);
    }
}
