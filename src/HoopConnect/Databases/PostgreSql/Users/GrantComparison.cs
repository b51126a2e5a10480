using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>
/// Compares what one database gives a session user with what was asked for. What is missing is granted, in the name of an owner that the
/// granter can act for; what is there besides is taken back, in all of the database, so that a policy that became narrower narrows.
/// </summary>
internal sealed class GrantComparison
{
    /// <summary>Longer lists of objects become several statements: a plan must stay readable.</summary>
    private const int MaxObjects = 100;

    private readonly DatabaseReading _reading;
    private readonly ActingOwners _reach;
    private readonly string _user;
    private readonly string _quotedUser;
    private readonly List<string> _beforeJoining = [];
    private readonly List<string> _revokes = [];
    private readonly List<string> _grants = [];
    private readonly List<string> _lacking = [];
    private readonly List<string> _unfixable = [];

    private GrantComparison(DatabaseReading reading, string user)
    {
        _reading = reading;
        _reach = new ActingOwners(reading);
        _user = user;
        _quotedUser = Identifier.Quote(user);
    }

    public static GrantDifference Compare(DatabaseReading reading, string userName, GrantRequest request)
    {
        var wanted = WantedPrivileges.Of(request);
        var schemas = GranteeReader.SchemasOf(request, reading.Name);
        var differ = new GrantComparison(reading, userName);
        differ.CompareOne(reading.Database, wanted.OnDatabases, "DATABASE", Identifier.Quote(reading.Name));
        foreach (var schema in reading.Schemas)
            differ.CompareOne(schema, schemas.Contains(schema.Name) ? wanted.OnSchemas : [], "SCHEMA", Identifier.Quote(schema.Name));
        foreach (var groups in reading.Relations.GroupBy(group => (group.Schema, group.Sequences)))
        {
            var inScope = schemas.Contains(groups.Key.Schema);
            differ.CompareRelations(groups.ToList(), !inScope ? [] : groups.Key.Sequences ? wanted.OnSequences : wanted.OnTables, groups.Key.Sequences ? "SEQUENCE" : "TABLE");
        }

        foreach (var column in reading.Columns)
            differ.CompareColumn(column);
        return new GrantDifference(reading.Name, differ._reach.Joins, differ._beforeJoining, [.. differ._revokes, .. differ._grants])
        {
            Lacking = differ._lacking,
            Unfixable = differ._unfixable,
        };
    }

    private void CompareOne(SecuredObject target, IReadOnlyList<string> wanted, string word, string name)
    {
        RevokeSurplus(target, wanted, word, [name]);
        var granted = _reach.Grantable(target, Missing(target, wanted), out var lacking);
        if (granted.Count > 0)
            _grants.Add($"GRANT {string.Join(", ", granted)} ON {word} {name} TO {_quotedUser}");
        if (lacking.Count > 0)
            Lack(lacking, word, [name], target.ActingOwner);
    }

    /// <summary>All tables, or all sequences, of one schema; where all of them lack the same, one statement grants it on all.</summary>
    private void CompareRelations(List<RelationGroup> groups, IReadOnlyList<string> wanted, string word)
    {
        var grants = new List<(RelationGroup Group, string Privileges)>();
        foreach (var group in groups)
        {
            var names = Names(group);
            RevokeSurplus(group, wanted, word, names);
            var missing = Missing(group, wanted);
            if (missing.Count == 0)
                continue;
            IReadOnlyList<string> lacking;
            if (_reach.CanName(group))
            {
                var granted = _reach.Grantable(group, missing, out lacking);
                if (granted.Count > 0)
                {
                    _reach.Name(group);
                    grants.Add((group, string.Join(", ", granted)));
                }
            }
            else
            {
                lacking = missing.Except(group.Public, StringComparer.Ordinal).ToList();
            }

            // An extension's objects that nobody here can act for (on RDS they are rdsadmin's) are left to what the extension grants.
            if (lacking.Count > 0 && !group.Extension)
                Lack(lacking, word, names, group.ActingOwner);
        }

        if (grants.Count == groups.Count && grants.All(grant => grant.Privileges == grants[0].Privileges))
        {
            _grants.Add($"GRANT {grants[0].Privileges} ON ALL {word}S IN SCHEMA {Identifier.Quote(groups[0].Schema)} TO {_quotedUser}");
            return;
        }

        foreach (var same in grants.GroupBy(grant => grant.Privileges, StringComparer.Ordinal))
        {
            foreach (var names in same.SelectMany(grant => Names(grant.Group)).Order(StringComparer.Ordinal).Chunk(MaxObjects))
                _grants.Add($"GRANT {same.Key} ON {word} {string.Join(", ", names)} TO {_quotedUser}");
        }
    }

    /// <summary>A policy gives nothing on single columns: whatever is there goes.</summary>
    private void CompareColumn(ColumnReading column)
    {
        foreach (var entry in column.Acl.Where(entry => entry.Role == _user && column.Owner != _user))
            Revoke(column, entry, $"{entry.Privilege} ({Identifier.Quote(column.Column)})", "TABLE", [Identifier.Quote(column.Schema, column.Table)]);
    }

    private void RevokeSurplus(SecuredObject target, IReadOnlyList<string> wanted, string word, IReadOnlyList<string> names)
    {
        foreach (var entry in target.Acl.Where(entry => entry.Role == _user && target.Owner != _user))
        {
            if (!wanted.Contains(entry.Privilege))
                Revoke(target, entry, entry.Privilege, word, names);
            else if (entry.Grantable)
                Revoke(target, entry, "GRANT OPTION FOR " + entry.Privilege, word, names);
        }
    }

    private void Revoke(SecuredObject target, AclEntry entry, string what, string word, IReadOnlyList<string> names)
    {
        var how = _reach.HowToRevoke(target, entry);
        if (how == Revocation.Impossible)
        {
            _unfixable.Add($"{what} on {word.ToLowerInvariant()} {FirstFew.Of(names)} of database {Identifier.Quote(_reading.Name)}, given by {Identifier.Quote(entry.Grantor)}");
            return;
        }

        if (how == Revocation.AsOwner)
        {
            _reach.ActFor(target.ActingOwner);
            if (target is SchemaObject named)
                _reach.Name(named);
        }

        foreach (var some in names.Chunk(MaxObjects))
            (how == Revocation.AsMaster ? _beforeJoining : _revokes).Add($"REVOKE {what} ON {word} {string.Join(", ", some)} FROM {_quotedUser}");
    }

    private void Lack(IReadOnlyList<string> privileges, string word, IReadOnlyList<string> names, string owner) =>
        _lacking.Add($"{string.Join(", ", privileges)} on {word.ToLowerInvariant()} {FirstFew.Of(names)} of database {Identifier.Quote(_reading.Name)}, owned by {Identifier.Quote(owner)}");

    private List<string> Missing(SecuredObject target, IReadOnlyList<string> wanted) =>
        target.Owner == _user
            ? []
            : wanted.Except(target.Acl.Where(entry => entry.Role == _user).Select(entry => entry.Privilege), StringComparer.Ordinal).ToList();

    private static List<string> Names(RelationGroup group) => group.Names.Select(name => Identifier.Quote(group.Schema, name)).ToList();
}
