using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>Finds the users of one kind on a server.</summary>
/// <param name="session">As the master.</param>
/// <param name="kind">Which kind.</param>
internal sealed class FoundUserReader(Session session, ManagedKind kind)
{
    /// <summary>With | as the escape: an underscore stands for any character.</summary>
    private static readonly string LikeSessionUsers =
        $"LIKE '{SessionUserNameRule.Prefix.Replace("_", "|_", StringComparison.Ordinal)}%' ESCAPE '|'";

    private IReadOnlyList<DefinedObject>? _ofSessionUsers;

    /// <summary>
    /// The next names after one, in ordinal order: of users of our kind of name, whoever made them, or of those that are or may be
    /// marked.
    /// </summary>
    public async Task<IReadOnlyList<string>> NamesAsync(string after, int count, CancellationToken cancellationToken)
    {
        if (await CandidatesAsync(cancellationToken) is not var (column, source))
            return [];
        var rows = await session.QueryAsync(
            $"SELECT DISTINCT {column} FROM {source} AND {column} > $1 ORDER BY {column} LIMIT $2", [after, count], cancellationToken);
        return [.. rows.Select(row => ServerValue.Text(row[0]))];
    }

    /// <summary>Those of these users who are there, and the server.</summary>
    public async Task<FoundUserReading> ReadAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var server = await new ServerReader(session, kind, names).ReadAsync(null, cancellationToken);
        if (server.Accounts.Count == 0)
            return new FoundUserReading(new Dictionary<string, FoundUser>(), server);
        var sessions =
            (await session.QueryAsync($"SELECT USER FROM information_schema.PROCESSLIST WHERE USER IN ({Literal.List(names)})", [],
            cancellationToken))
            .GroupBy(row => ServerValue.Text(row[0]), StringComparer.Ordinal)
                .ToDictionary(rows => rows.Key, rows => rows.Count(), StringComparer.Ordinal);
        var definers = (await DefinersAsync(server, cancellationToken)).ToLookup(definer => definer.Definer.User, StringComparer.Ordinal);
        var users = server.Accounts.GroupBy(account => account.Account.User, StringComparer.Ordinal).Select(accounts => new FoundUser(
                accounts.Key, kind, [.. accounts.Select(account => new FoundAccount(account, MarkReading.Of(account, server.Version)))])
            {
                OpenSessions = sessions.GetValueOrDefault(accounts.Key),
                Definers = [.. definers[accounts.Key]],
                Schemas = [.. accounts.SelectMany(account => account.Grants)
                    .Where(grant => grant is { Level: GrantLevel.Schema, IsRestriction: false })
                    .Select(grant => Identifier.OfPattern(grant.Pattern, server.PartialRevokes))],
            });
        return new FoundUserReading(users.ToDictionary(user => user.Name, StringComparer.Ordinal), server);
    }

    /// <summary>Where the names of the users are, ready for one more condition; null where there are none.</summary>
    private async Task<(string Column, string Source)?> CandidatesAsync(CancellationToken cancellationToken)
    {
        // A role of MariaDB is a user without host.
        var accounts = session.Version.IsMariaDb ? "mysql.global_priv WHERE Host <> ''" : "mysql.user WHERE Host <> ''";
        if (kind == ManagedKind.Session)
            return ("User", $"{accounts} AND User {LikeSessionUsers}");
        if (kind == ManagedKind.Role)
            return ("User", $"{accounts} AND User IN ({Literal.List(RoleNames.All.Select(role => role.RoleName()))})");
        if (session.Version.HasUserAttributes)
            return ("USER", "information_schema.USER_ATTRIBUTES WHERE ATTRIBUTE LIKE '%HoopConnect%'");
        if (session.Version.HasMarkRoles)
        {
            return session.Version.IsMariaDb
                ? ("User", $"mysql.roles_mapping WHERE Host <> '' AND Role = '{MarkRole.NameOf(kind)}'")
                : ("TO_USER", $"mysql.role_edges WHERE FROM_USER = '{MarkRole.NameOf(kind)}'");
        }

        return (await ReadAsync([], cancellationToken)).Server.Ledger.IsThere ? ("`user`", $"{Ledger.TableItself} WHERE TRUE") : null;
    }

    /// <summary>What runs in the users' names. To look for it is dear: for session users, who may be thousands, it is done once.</summary>
    private async Task<IReadOnlyList<DefinedObject>> DefinersAsync(ServerReading server, CancellationToken cancellationToken)
    {
        if (kind == ManagedKind.Session)
            return _ofSessionUsers ??= await DefinedObjectReader.ReadAsync(session, LikeSessionUsers, cancellationToken);
        var accounts = Literal.List(server.Accounts.Select(account => $"{account.Account.User}@{account.Account.Host}"));
        return await DefinedObjectReader.ReadAsync(session, $"IN ({accounts})", cancellationToken);
    }
}
