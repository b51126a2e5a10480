using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>
/// Compares what one database gives a user with what was asked for. What is missing is granted, in the name of an owner that the
/// granter can act for; what is there besides is taken back, in all of the database, so that a policy that became narrower narrows.
/// </summary>
internal sealed class GrantComparison
{
    /// <summary>Longer lists of objects become several statements: a plan must stay readable.</summary>
    private const int MaxObjects = 100;

    private readonly DatabaseReading _reading;
    private readonly ActingOwners _owners;
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
        _owners = new ActingOwners(reading);
        _user = user;
        _quotedUser = Identifier.Quote(user);
    }

    public static GrantDifference Compare(DatabaseReading reading, string userName, GrantRequest request)
    {
        var wanted = WantedPrivileges.Of(request, reading.Name);
        var comparison = new GrantComparison(reading, userName);
        comparison.CompareOne(reading.Database, wanted.OnDatabase, "DATABASE", Identifier.Quote(reading.Name));
        foreach (var schema in reading.Schemas)
        {
            var inScope = wanted.Schemas.Contains(schema.Name);
            comparison.CompareOne(schema, inScope ? wanted.OnSchemas : [], "SCHEMA", Identifier.Quote(schema.Name));
        }

        foreach (var groups in reading.Relations.GroupBy(group => (group.Schema, group.Sequences)))
        {
            var inScope = wanted.Schemas.Contains(groups.Key.Schema);
            comparison.CompareRelations(
                groups.ToList(), !inScope ? [] : groups.Key.Sequences ? wanted.OnSequences : wanted.OnTables,
                groups.Key.Sequences ? "SEQUENCE" : "TABLE");
        }

        foreach (var column in reading.Columns)
            comparison.CompareColumn(column);
        foreach (var other in reading.Others)
            comparison.RevokeSurplus(other.AsSecured, [], other.Word, [other.Name]);
        return new GrantDifference(
            reading.Name, comparison._owners.Joins, comparison._beforeJoining, [.. comparison._revokes, .. comparison._grants])
        {
            Lacking = comparison._lacking,
            Unfixable = comparison._unfixable,
        };
    }

    private void CompareOne(SecuredObject target, IReadOnlyList<string> wanted, string word, string name)
    {
        RevokeSurplus(target, wanted, word, [name]);
        var granted = _owners.Grantable(target, target.MissingOf(_user, wanted), out var lacking);
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
            RevokeSurplus(group, wanted, word, group.QuotedNames);
            var granted = _owners.GrantableInSchema(group, group.MissingOf(_user, wanted), out var lacking);
            if (granted.Count > 0)
                grants.Add((group, string.Join(", ", granted)));
            // An extension's objects that nobody here can act for (on RDS they are rdsadmin's) are left to what the extension grants.
            if (lacking.Count > 0 && !group.Extension)
                Lack(lacking, word, group.QuotedNames, group.ActingOwner);
        }

        if (grants.Count == groups.Count && grants.All(grant => grant.Privileges == grants[0].Privileges))
        {
            _grants.Add($"GRANT {grants[0].Privileges} ON ALL {word}S IN SCHEMA {Identifier.Quote(groups[0].Schema)} TO {_quotedUser}");
            return;
        }

        foreach (var same in grants.GroupBy(grant => grant.Privileges, StringComparer.Ordinal))
        {
            foreach (var names in same.SelectMany(grant => grant.Group.QuotedNames).Order(StringComparer.Ordinal).Chunk(MaxObjects))
                _grants.Add($"GRANT {same.Key} ON {word} {string.Join(", ", names)} TO {_quotedUser}");
        }
    }

    /// <summary>A policy gives nothing on single columns: whatever is there goes.</summary>
    private void CompareColumn(ColumnReading column)
    {
        foreach (var entry in column.GivenTo(_user))
        {
            var privilege = $"{entry.Privilege} ({Identifier.Quote(column.Column)})";
            Revoke(column, entry, privilege, "TABLE", [Identifier.Quote(column.Schema, column.Table)]);
        }
    }

    private void RevokeSurplus(SecuredObject target, IReadOnlyList<string> wanted, string word, IReadOnlyList<string> names)
    {
        foreach (var entry in target.GivenTo(_user))
        {
            if (!wanted.Contains(entry.Privilege))
                Revoke(target, entry, entry.Privilege, word, names);
            else if (entry.Grantable)
                Revoke(target, entry, "GRANT OPTION FOR " + entry.Privilege, word, names);
        }
    }

    private void Revoke(SecuredObject target, AclEntry entry, string what, string word, IReadOnlyList<string> names)
    {
        var how = _owners.Revoke(target, entry);
        if (how == Revocation.Impossible)
        {
            _unfixable.Add($"{what} on {Described(word, names)}, given by {Identifier.Quote(entry.Grantor)}");
            return;
        }

        foreach (var some in names.Chunk(MaxObjects))
        {
            (how == Revocation.AsMaster ? _beforeJoining : _revokes)
                .Add($"REVOKE {what} ON {word} {string.Join(", ", some)} FROM {_quotedUser}");
        }
    }

    private void Lack(IReadOnlyList<string> privileges, string word, IReadOnlyList<string> names, string owner) =>
        _lacking.Add($"{string.Join(", ", privileges)} on {Described(word, names)}, owned by {Identifier.Quote(owner)}");

    private string Described(string word, IReadOnlyList<string> names) =>
        $"{word.ToLowerInvariant()} {FirstFew.Of(names)} of database {Identifier.Quote(_reading.Name)}";
}
