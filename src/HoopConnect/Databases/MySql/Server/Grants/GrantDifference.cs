using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.Server.Grants;

/// <summary>Compares what is granted to an account with what it should have. What is missing comes first, so that nobody is cut off on the way.</summary>
/// <param name="server">The server.</param>
/// <param name="schemas">The schemas that it should have its privileges on, and no others.</param>
/// <param name="wanted">The privileges, in the server's words.</param>
/// <param name="serverWide">Grants on <c>*.*</c> instead of on each schema.</param>
internal sealed class GrantDifference(ServerReading server, IReadOnlyList<string> schemas, IReadOnlyList<string> wanted, bool serverWide)
{
    private readonly IReadOnlyList<string> _wanted = wanted;

    /// <summary>What is to be granted and revoked, in that order.</summary>
    public IReadOnlyList<GrantChange> Compare(Account account, IReadOnlyList<Grant> grants)
    {
        var held = grants.Where(grant => !grant.IsRestriction).ToList();
        List<GrantChange> changes = [.. Missing(account, held, grants), .. held.SelectMany(grant => Surplus(account, grant))];
        // Of ALL PRIVILEGES on *.* nothing is left when it is taken back: the list depends on the server's plugins.
        if (serverWide && held.Any(grant => grant.Scope == GrantLevel.Global && grant.Privileges.Any(privilege => privilege.Name == Privilege.All)))
            changes.Add(Grant(account, null, "*.*", "*.*", _wanted));
        return changes;
    }

    /// <summary>Schemas whose name is too long for the server to keep once it is escaped.</summary>
    public IEnumerable<Finding> Lasting() =>
        from schema in serverWide ? [] : schemas
        where Pattern(schema).Length > Identifier.MaxPatternLength
        select new Finding(schema, "schema", "Unfixable",
            $"its name has more than {Identifier.MaxPatternLength} characters once its '_' and '%' are escaped, which the server cannot keep: grant on *.* (-ServerWide), or on its tables by hand");

    /// <summary>The schemas that can be granted on.</summary>
    public IReadOnlyList<string> Schemas => schemas.Where(schema => Pattern(schema).Length <= Identifier.MaxPatternLength).ToList();

    private IEnumerable<GrantChange> Missing(Account account, List<Grant> held, IReadOnlyList<Grant> all)
    {
        if (serverWide)
        {
            var lacking = Lacking(held.Where(grant => grant.Scope == GrantLevel.Global));
            if (lacking.Count > 0)
                yield return Grant(account, null, "*.*", "*.*", lacking);
            // What a restriction takes from a user schema, a grant there gives back.
            foreach (var restriction in all.Where(grant => grant is { IsRestriction: true, Scope: GrantLevel.Schema } && !SystemSchemas.Contains(grant.Pattern)))
            {
                var taken = _wanted.Where(wanted => restriction.Privileges.Any(privilege => privilege.Name == wanted || privilege.Name == Privilege.All)).ToList();
                if (taken.Count > 0)
                    yield return Grant(account, restriction.Pattern, "schema", restriction.Object, taken);
            }

            yield break;
        }

        foreach (var schema in Schemas)
        {
            var pattern = Pattern(schema);
            var lacking = Lacking(held.Where(grant => grant.Scope == GrantLevel.Schema && grant.Pattern == pattern));
            if (lacking.Count > 0)
                yield return Grant(account, schema, "schema", Identifier.Backticks(pattern) + ".*", lacking);
        }
    }

    private List<string> Lacking(IEnumerable<Grant> held)
    {
        var names = held.SelectMany(grant => grant.Privileges).Where(privilege => privilege.Columns is null).Select(privilege => privilege.Name).ToHashSet(StringComparer.Ordinal);
        return names.Contains(Privilege.All) ? [] : _wanted.Where(wanted => !names.Contains(wanted)).ToList();
    }

    private IEnumerable<GrantChange> Surplus(Account account, Grant grant)
    {
        var schema = grant.Scope == GrantLevel.Schema ? schemas.FirstOrDefault(name => Pattern(name) == grant.Pattern) : null;
        var rightful = grant.Scope == GrantLevel.Schema && !serverWide && schema is not null || grant.Scope == GrantLevel.Global && serverWide;
        var subject = grant.Scope switch
        {
            GrantLevel.Schema => schema is null ? $"schemas {grant.Object}" : "schema",
            GrantLevel.Table => $"table {grant.Object}",
            GrantLevel.Proxy => $"proxy for {grant.Object}",
            GrantLevel.Role => $"role {grant.Object}",
            _ => grant.Object,
        };
        if (grant.Scope == GrantLevel.Role)
        {
            yield return new GrantChange(true, null, subject, "the role", $"REVOKE {grant.Object} FROM {account.Sql}");
            yield break;
        }

        // One statement a privilege: the master may take back only what it has, and one it has not would keep the others from going.
        foreach (var privilege in grant.Privileges.SelectMany(privilege => Expand(grant.Scope, privilege)).Where(privilege => !(rightful && privilege.Columns is null && _wanted.Contains(privilege.Name))))
            yield return new GrantChange(true, schema, subject, privilege.Sql, $"REVOKE {privilege.Sql} ON {grant.Object} FROM {account.Sql}");
        if (grant.GrantOption && grant.Scope != GrantLevel.Proxy)
            yield return new GrantChange(true, schema, subject, "GRANT OPTION", $"REVOKE GRANT OPTION ON {grant.Object} FROM {account.Sql}");
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
