using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.Server.Grants;

/// <summary>
/// Compares what is granted to an account with what it should have. What is missing comes first, so that nobody is cut off on the way.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="schemas">The schemas that it should have its privileges on, and no others.</param>
/// <param name="wanted">The privileges, in the server's words.</param>
/// <param name="serverWide">Grants on <c>*.*</c> instead of on each schema.</param>
/// <param name="kind">What the account is for: membership in that kind's <see cref="MarkRole"/> is rightful.</param>
internal sealed class GrantDifference(
    ServerReading server, IReadOnlyList<string> schemas, IReadOnlyList<string> wanted, bool serverWide, ManagedKind kind)
{
    private readonly IReadOnlyList<string> _wanted = wanted;
    private readonly RevokeReach _reach = new(server);

    /// <summary>What the account has on other schemas of the users alone is left as it is.</summary>
    public bool LeavesOthers { get; init; }

    /// <summary>By schema, what it should have there in place of what it should have on all; null for the same on all.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? BySchema { get; init; }

    /// <summary>The roles (in the server's sense) that it should be a member of; nobody that we make is, but for some kinds.</summary>
    public IReadOnlyCollection<string> Roles { get; init; } = [];

    /// <summary>What is to be granted and revoked, in that order.</summary>
    public IReadOnlyList<GrantChange> Compare(Account account, IReadOnlyList<Grant> grants)
    {
        var held = grants.Where(grant => !grant.IsRestriction && !(LeavesOthers && IsElsewhere(grant))).ToList();
        List<GrantChange> changes = [.. Missing(account, held, grants), .. held.SelectMany(grant => Surplus(account, grant))];
        // Of ALL PRIVILEGES on *.* nothing is left when it is taken back: the list depends on the server's plugins.
        if (serverWide
            && held.Any(grant => grant.Level == GrantLevel.Global && grant.Privileges.Any(privilege => privilege.Name == Privilege.All)))
            changes.Add(Grant(account, null, "*.*", "*.*", _wanted));
        if (serverWide && server.PartialRevokes)
            changes.AddRange(Restrictions(account, grants));
        return changes;
    }

    /// <summary>Schemas whose name is too long for the server to keep once it is escaped.</summary>
    public IEnumerable<Finding> Lasting() =>
        from schema in serverWide ? [] : schemas
        where Pattern(schema).Length > Identifier.MaxPatternLength
        select new Finding(schema, "schema", "Unfixable",
            $"its name has more than {Identifier.MaxPatternLength} characters once its '_' and '%' are escaped, which the server cannot " +
            "keep: grant on *.* (-ServerWide), or on its tables by hand");

    /// <summary>The schemas that can be granted on.</summary>
    public IReadOnlyList<string> Schemas => schemas.Where(schema => Pattern(schema).Length <= Identifier.MaxPatternLength).ToList();

    private IEnumerable<GrantChange> Missing(Account account, List<Grant> held, IReadOnlyList<Grant> all)
    {
        if (serverWide)
        {
            var lacking = Lacking(held.Where(grant => grant.Level == GrantLevel.Global), _wanted);
            if (lacking.Count > 0)
                yield return Grant(account, null, "*.*", "*.*", lacking);
            // What a restriction takes from a user schema, a grant there gives back.
            foreach (var restriction in all.Where(grant => grant is { IsRestriction: true, Level: GrantLevel.Schema }
                && !SystemSchemas.Contains(grant.Pattern, server.SchemaNames)))
            {
                var taken = _wanted
                    .Where(wanted => restriction.Privileges.Any(privilege => privilege.Name == wanted || privilege.Name == Privilege.All))
                    .ToList();
                if (taken.Count > 0)
                    yield return Grant(account, restriction.Pattern, "schema", restriction.Object, taken);
            }

            yield break;
        }

        foreach (var schema in Schemas)
        {
            var pattern = Pattern(schema);
            var lacking =
                Lacking(
                    held.Where(grant => grant.Level == GrantLevel.Schema && server.SchemaNames.Equals(grant.Pattern, pattern)),
                    WantedOn(schema));
            if (lacking.Count > 0)
                yield return Grant(account, schema, "schema", Identifier.Backticks(pattern) + ".*", lacking);
        }
    }

    private IReadOnlyList<string> WantedOn(string? schema) =>
        BySchema is null ? _wanted : schema is null ? [] : BySchema.GetValueOrDefault(schema, []);

    private static List<string> Lacking(IEnumerable<Grant> held, IReadOnlyList<string> all)
    {
        var names = held.SelectMany(grant => grant.Privileges).Where(privilege => privilege.Columns is null)
            .Select(privilege => privilege.Name).ToHashSet(StringComparer.Ordinal);
        return names.Contains(Privilege.All) ? [] : all.Where(wanted => !names.Contains(wanted)).ToList();
    }

    private IEnumerable<GrantChange> Surplus(Account account, Grant grant)
    {
        var schema = grant.Level == GrantLevel.Schema
            ? schemas.FirstOrDefault(name => server.SchemaNames.Equals(Pattern(name), grant.Pattern)) : null;
        var rightful = grant.Level == GrantLevel.Schema && !serverWide && schema is not null || grant.Level == GrantLevel.Global
            && serverWide;
        var subject = grant.Level switch
        {
            GrantLevel.Schema => schema is null ? $"schemas {grant.Object}" : "schema",
            GrantLevel.Table => $"table {grant.Object}",
            GrantLevel.Proxy => $"proxy for {grant.Object}",
            GrantLevel.Role => $"role {grant.Object}",
            _ => grant.Object,
        };
        if (grant.Level == GrantLevel.Role)
        {
            foreach (var change in Role(account, grant, subject))
                yield return change;
            yield break;
        }

        // One statement a privilege: the master may take back only what it has, and one it has not would keep the others from going.
        foreach (var privilege in grant.Privileges.SelectMany(privilege => Expand(grant.Level, privilege))
            .Where(privilege => !(rightful && privilege.Columns is null && WantedOn(schema).Contains(privilege.Name))))
        {
            yield return Revoke(grant, schema, subject, privilege, account);
        }

        if (grant.GrantOption && grant.Level != GrantLevel.Proxy)
            yield return Revoke(grant, schema, subject, new Privilege("GRANT OPTION"), account);
    }

    /// <summary>It reaches neither a schema that is compared nor one of the server's own.</summary>
    private bool IsElsewhere(Grant grant) => grant.Level switch
    {
        GrantLevel.Schema => !schemas.Any(schema => Identifier.Matches(grant.Pattern, schema, server.PartialRevokes))
            && !SystemSchemas.IsReachedBy(grant.Pattern, server.PartialRevokes),
        GrantLevel.Global or GrantLevel.Proxy or GrantLevel.Role => false,
        _ => SchemaOf(grant) is { } schema && !schemas.Contains(schema, server.SchemaNames)
            && !SystemSchemas.Contains(schema, server.SchemaNames),
    };

    private static string? SchemaOf(Grant grant) => GrantToken.Split(grant.Object).FirstOrDefault(token => token.IsQuoted).Text;

    private GrantChange Revoke(Grant grant, string? schema, string subject, Privilege privilege, Account account) =>
        Judged(grant, privilege.Name, new GrantChange(
            true, schema, subject, privilege.Sql, $"REVOKE {privilege.Sql} ON {grant.Object} FROM {account.Sql}"));

    private GrantChange Judged(Grant grant, string privilege, GrantChange revoke) => revoke with
    {
        IsPower = grant.Level switch
        {
            GrantLevel.Global or GrantLevel.Proxy or GrantLevel.Role => true,
            GrantLevel.Schema => SystemSchemas.IsReachedBy(grant.Pattern, server.PartialRevokes),
            _ => SchemaOf(grant) is { } schema && SystemSchemas.Contains(schema, server.SchemaNames),
        },
        OutOfReachOf = _reach.IsOut(grant, privilege) ? server.Master : null,
    };

    private IEnumerable<GrantChange> Role(Account account, Grant grant, string subject)
    {
        var isMark = MarkRole.Is(grant, kind);
        if (!grant.GrantOption && (isMark || Roles.Contains(grant.Pattern)))
            yield break;
        if (isMark && server.Version.IsMariaDb)
        {
            yield return Judged(grant, "", new GrantChange(
                true, null, subject, "ADMIN OPTION", $"REVOKE ADMIN OPTION FOR {grant.Object} FROM {account.Sql}"));
            yield break;
        }

        var revoke = new GrantChange(true, null, subject, "the role", $"REVOKE {grant.Object} FROM {account.Sql}");
        // The mark comes back at once: no account is without it for longer than it takes.
        yield return isMark ? revoke : Judged(grant, "", revoke);
        if (isMark)
            yield return new GrantChange(false, null, subject, "the role", MarkRole.Give(kind, server.Version, account));
    }

    /// <summary>
    /// Who may write on <c>*.*</c> writes the tables too that say who may do what, unless he is kept out of their schema
    /// (<c>partial_revokes</c>).
    /// </summary>
    private IEnumerable<GrantChange> Restrictions(Account account, IReadOnlyList<Grant> grants)
    {
        var taken = grants.Where(grant => grant is { IsRestriction: true, Level: GrantLevel.Schema, Pattern: "mysql" })
            .SelectMany(grant => grant.Privileges).Select(privilege => privilege.Name).ToHashSet(StringComparer.Ordinal);
        var open = _wanted.Where(wanted => wanted != "SELECT" && !taken.Contains(wanted) && !taken.Contains(Privilege.All)).ToList();
        if (open.Count > 0)
            yield return new GrantChange(
                true, "mysql", "schema", string.Join(", ", open), $"REVOKE {string.Join(", ", open)} ON `mysql`.* FROM {account.Sql}");
    }

    /// <summary>ALL PRIVILEGES on a schema or table by name, so that what the role should keep is never taken away in between.</summary>
    private IEnumerable<Privilege> Expand(GrantLevel scope, Privilege privilege) =>
        privilege.Name == Privilege.All && scope is GrantLevel.Schema or GrantLevel.Table
            ? AllPrivileges.On(scope, server.Version).Select(name => new Privilege(name))
            : [privilege];

    private static GrantChange Grant(Account account, string? schema, string subject, string target, IReadOnlyList<string> privileges)
    {
        var list = string.Join(", ", privileges);
        return new GrantChange(false, schema, subject, list, $"GRANT {list} ON {target} TO {account.Sql}");
    }

    private string Pattern(string schema) => Identifier.Pattern(schema, server.PartialRevokes);
}
