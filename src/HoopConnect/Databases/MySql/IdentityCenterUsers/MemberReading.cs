using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.IdentityCenterUsers;

/// <summary>What a sync with a directory needs of a server.</summary>
/// <param name="Server">The server, with the users of the kind and whoever bears a wanted name.</param>
internal sealed record MemberReading(ServerReading Server)
{
    private const int Page = 1000;
    private IReadOnlyDictionary<string, AccountReading>? _persons;

    /// <summary>What the server says of AWS's plugin; null where it has none.</summary>
    public string? PluginStatus { get; private init; }

    /// <summary>The accounts that log in by token as they should: over TLS only, with RDS's method.</summary>
    public required IReadOnlySet<Account> ByToken { get; init; }

    /// <summary>The roles of the map that are there.</summary>
    public required IReadOnlySet<string> Roles { get; init; }

    /// <summary>The roles that accounts have at login.</summary>
    public required ILookup<Account, string> DefaultRoles { get; init; }

    /// <summary>The plugin can be used.</summary>
    public bool HasPlugin => string.Equals(PluginStatus, "ACTIVE", StringComparison.OrdinalIgnoreCase);

    /// <summary>The accounts that we made for people of a directory, by name.</summary>
    public IReadOnlyDictionary<string, AccountReading> Persons => _persons ??= Server.Accounts
        .Where(account => account.Account.Host == MemberUsers.AnyHost && Mark(account) is not null)
        .ToDictionary(account => account.Account.User, StringComparer.Ordinal);

    /// <summary>Our mark of the kind; null where it has none.</summary>
    public ManagedMark? Mark(AccountReading account) =>
        MarkReading.Of(account, Server.Version) is { } marks && marks.Is(ManagedKind.IdentityCenter) ? marks.Mark : null;

    /// <summary>Reads them in a few round trips, however many users there are.</summary>
    public static async Task<MemberReading> ReadAsync(Session session, IdentityCenterRequest request, CancellationToken cancellationToken)
    {
        var names = request.Members.Select(member => member.UserName).ToHashSet(StringComparer.Ordinal);
        var finder = new FoundUserReader(session, ManagedKind.IdentityCenter);
        for (var last = ""; await finder.NamesAsync(last, Page, cancellationToken) is { Count: > 0 } page; last = page[^1])
            names.UnionWith(page);
        var server = await new ServerReader(session, ManagedKind.IdentityCenter, [.. names]).ReadAsync(null, cancellationToken);
        var users = Literal.List(names);
        var roles = Literal.List(request.Roles.Where(role => role.Policy is null).Select(role => role.Name));
        var version = session.Version;
        string[] queries =
        [
            $"SELECT PLUGIN_STATUS FROM information_schema.PLUGINS WHERE PLUGIN_NAME = '{TokenPlugin.Name}'",
            "SELECT User, Host FROM mysql.user WHERE ssl_type <> '' "
                + $"AND authentication_string = '{TokenPlugin.Method}' AND User IN ({users})",
            version.IsMariaDb ? $"SELECT User FROM mysql.user WHERE is_role = 'Y' AND User IN ({roles})"
                : version.HasDefaultRoles ? $"SELECT User FROM mysql.user WHERE Host = '%' AND User IN ({roles})" : "DO 0",
            version.IsMariaDb
                ? "SELECT User, Host, JSON_VALUE(Priv, '$.default_role') FROM mysql.global_priv "
                    + $"WHERE COALESCE(JSON_VALUE(Priv, '$.default_role'), '') <> '' AND User IN ({users})"
                : version.HasDefaultRoles ? $"SELECT USER, HOST, DEFAULT_ROLE_USER FROM mysql.default_roles WHERE USER IN ({users})"
                : "DO 0",
        ];
        var (rows, failure) = await session.QueryAllAsync(queries, cancellationToken);
        if (failure is not null)
            throw failure;
        return new MemberReading(server)
        {
            PluginStatus = rows[0] is [[var status]] ? ServerValue.Text(status) : null,
            ByToken = rows[1].Select(AccountOf).Where(account => TokenPlugin.IsOf(server.Find(account))).ToHashSet(),
            Roles = rows[2].Select(row => ServerValue.Text(row[0])).ToHashSet(StringComparer.Ordinal),
            DefaultRoles = rows[3].ToLookup(AccountOf, row => ServerValue.Text(row[2])),
        };
    }

    private static Account AccountOf(object?[] row) => new(ServerValue.Text(row[0]), ServerValue.Text(row[1]).ToLowerInvariant());
}
