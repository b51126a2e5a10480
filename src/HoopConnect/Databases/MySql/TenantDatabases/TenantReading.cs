using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.TenantDatabases;

/// <summary>What a server says of tenants.</summary>
/// <param name="Server">The server, with the accounts of the tenants' names.</param>
/// <param name="PluginStatus">What the server says of AWS's plugin; null where it has none.</param>
/// <param name="ByToken">The accounts that log in by token as they should: over TLS only, with RDS's method.</param>
internal sealed record TenantReading(ServerReading Server, string? PluginStatus, IReadOnlySet<Account> ByToken)
{
    /// <summary>Where the users of tenants may log in from.</summary>
    public const string AnyHost = "%";

    /// <summary>The plugin can be used.</summary>
    public bool HasPlugin => string.Equals(PluginStatus, "ACTIVE", StringComparison.OrdinalIgnoreCase);

    /// <summary>Our mark of the kind; null where it has none.</summary>
    public ManagedMark? Mark(AccountReading account) =>
        MarkReading.Of(account, Server.Version) is { } marks && marks.Is(ManagedKind.Tenant) ? marks.Mark : null;

    /// <summary>Reads them in a few round trips, however many tenants there are.</summary>
    public static async Task<TenantReading> ReadAsync(
        Session session, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var server = await new ServerReader(session, ManagedKind.Tenant, names).ReadAsync(null, cancellationToken);
        var (rows, failure) = await session.QueryAllAsync(
            [
                $"SELECT PLUGIN_STATUS FROM information_schema.PLUGINS WHERE PLUGIN_NAME = '{TokenPlugin.Name}'",
                "SELECT User, Host FROM mysql.user WHERE ssl_type <> '' "
                    + $"AND authentication_string = '{TokenPlugin.Method}' AND User IN ({Literal.List(names)})",
            ],
            cancellationToken);
        if (failure is not null)
            throw failure;
        return new TenantReading(
            server,
            rows[0] is [[var status]] ? ServerValue.Text(status) : null,
            rows[1].Select(row => new Account(ServerValue.Text(row[0]), ServerValue.Text(row[1]).ToLowerInvariant()))
                .Where(account => TokenPlugin.IsOf(server.Find(account))).ToHashSet());
    }
}
