using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>Compares what one database gives the hoop roles with what the contract says.</summary>
internal sealed class DatabaseComparison
{
    private readonly DatabaseReading _reading;
    private readonly RoleContract _contract;
    private readonly ActingOwners _owners;
    private readonly PrivilegeChanges _changes = new();
    private readonly LastingFindings _lasting;

    private DatabaseComparison(DatabaseReading present, RoleContract contract)
    {
        // A hoop_ddl that is yet to be made, and may create: the master that makes it can join it.
        var ddl = RoleKind.Ddl.RoleName();
        var reading = contract.SchemaCreate && present.Owners.All(owner => owner.Name != ddl)
            ? present with { Owners = [.. present.Owners, ToBeMade(ddl)] }
            : present;
        _reading = reading;
        _contract = contract;
        _owners = new ActingOwners(reading);
        _lasting = new LastingFindings(reading, _owners);
    }

    private static OwnerReading ToBeMade(string role) =>
        new(role, Superuser: false, Creates: true, Usable: false, Joinable: true, SelfGranted: false, []);

    public static DatabaseDifference Compare(DatabaseReading reading, IReadOnlyList<RoleKind> kinds, RoleContract contract)
    {
        var comparison = new DatabaseComparison(reading, contract);
        foreach (var kind in kinds)
        {
            if (!reading.IsOfServerOnly)
                comparison.CompareContents(kind);
            foreach (var other in reading.Others)
                comparison.CompareOther(kind, other);
        }

        return new DatabaseDifference(
            reading.Name, comparison._owners.Joins, comparison._changes.Compact(), comparison._lasting.ByKind(kinds))
        {
            IsOfServerOnly = reading.IsOfServerOnly,
        };
    }

    private void CompareContents(RoleKind kind)
    {
        CompareDatabase(kind);
        foreach (var schema in _reading.Schemas)
            CompareSchema(kind, schema);
        foreach (var relations in _reading.Relations.GroupBy(group => (group.Schema, group.Sequences)))
            CompareRelations(kind, relations.ToList());
        foreach (var column in _reading.Columns)
            CompareColumn(kind, column);
        CompareDefaults(kind);
    }

    private void CompareDatabase(RoleKind kind)
    {
        var target = _reading.Database;
        var name = Identifier.Quote(_reading.Name);
        var missing = target.MissingOf(kind.RoleName(), RoleContract.OnDatabase);
        Grant(kind, PrivilegeTarget.Database, name, _owners.Grantable(target, missing, out var lacking));
        if (lacking.Count > 0)
            _lasting.Add(kind, target, PrivilegeTarget.Database, [name], lacking);
        RevokeSurplus(kind, target, RoleContract.OnDatabase, PrivilegeTarget.Database, [name]);
    }

    private void CompareSchema(RoleKind kind, SchemaReading schema)
    {
        var name = Identifier.Quote(schema.Name);
        var wanted = schema.System ? [] : _contract.OnSchemas(kind);
        Grant(kind, PrivilegeTarget.Schema, name, _owners.Grantable(schema, schema.MissingOf(kind.RoleName(), wanted), out var lacking));
        if (lacking.Count > 0 && !HoldsOnlyAnExtension(schema))
            _lasting.Add(kind, schema, PrivilegeTarget.Schema, [name], lacking);
        RevokeSurplus(kind, schema, wanted, PrivilegeTarget.Schema, [name]);
        if (!schema.System && schema.Public.Contains("CREATE") && !wanted.Contains("CREATE"))
            _lasting.AddPublicCreate(kind, name, schema.ActingOwner);
    }

    /// <summary>
    /// An extension's schema with nothing of anybody else's in it (on RDS rdsadmin's: cron, aws_commons) is left to what the extension
    /// grants.
    /// </summary>
    private bool HoldsOnlyAnExtension(SchemaReading schema) =>
        schema.Extension && _reading.Relations.Where(group => group.Schema == schema.Name).All(group => group.Extension);

    /// <summary>All tables, or all sequences, of one schema; where all of them lack the same, one statement grants it on all.</summary>
    private void CompareRelations(RoleKind kind, List<RelationGroup> groups)
    {
        var schema = _owners.Schema(groups[0].Schema);
        var sequences = groups[0].Sequences;
        var target = sequences ? PrivilegeTarget.Sequence : PrivilegeTarget.Table;
        var wanted = schema.System ? [] : sequences ? RoleContract.OnSequences(kind) : RoleContract.OnTables(kind);

        var grants = new List<(RelationGroup Group, IReadOnlyList<string> Privileges)>();
        foreach (var group in groups)
        {
            var granted = _owners.GrantableInSchema(group, group.MissingOf(kind.RoleName(), wanted), out var lacking);
            if (granted.Count > 0)
                grants.Add((group, granted));
            // An extension's objects that nobody here can act for (on RDS they are rdsadmin's) are left to what the extension grants.
            if (lacking.Count > 0 && !group.Extension)
                _lasting.Add(kind, group, target, group.QuotedNames, lacking);
            RevokeSurplus(kind, group, wanted, target, group.QuotedNames);
        }

        if (grants.Count == groups.Count && grants.All(grant => grant.Privileges.SequenceEqual(grants[0].Privileges)))
        {
            var all = sequences ? PrivilegeTarget.AllSequences : PrivilegeTarget.AllTables;
            Grant(kind, all, Identifier.Quote(schema.Name), grants[0].Privileges);
            return;
        }

        foreach (var (group, privileges) in grants)
        {
            foreach (var name in group.QuotedNames)
                Grant(kind, target, name, privileges);
        }
    }

    /// <summary>The contract gives nothing on single columns: whatever is there goes.</summary>
    private void CompareColumn(RoleKind kind, ColumnReading column)
    {
        foreach (var entry in column.GivenTo(kind.RoleName()))
        {
            var onColumn = entry with { Privilege = $"{entry.Privilege} ({Identifier.Quote(column.Column)})" };
            Revoke(kind, column, onColumn, grantOptionOnly: false, PrivilegeTarget.Table, [Identifier.Quote(column.Schema, column.Table)]);
        }
    }

    /// <summary>The contract gives nothing on what else there is: whatever is there goes.</summary>
    private void CompareOther(RoleKind kind, OtherReading other) =>
        RevokeSurplus(kind, other.AsSecured, [], PrivilegeTarget.Other, [other.Name], other.Kind);

    private void CompareDefaults(RoleKind kind)
    {
        var role = kind.RoleName();
        var granted = _reading.Defaults.Where(grant => grant.Role == role).ToList();
        foreach (var creator in _reading.Owners.Where(owner => owner.Name != role && Creates(owner)))
        {
            var unreachable = new List<PrivilegeChange>();
            foreach (var (objectType, word) in DefaultWords.Wanted)
            {
                var has = granted.Where(grant => grant.Creator == creator.Name && grant.Schema is null && grant.ObjectType == objectType);
                var missing = _contract.OnNew(objectType, kind).Except(has.Select(grant => grant.Privilege)).ToList();
                if (missing.Count == 0)
                    continue;
                var change = new PrivilegeChange
                {
                    Privileges = missing,
                    Target = PrivilegeTarget.Default,
                    Objects = [word],
                    Kinds = [kind],
                    Creator = creator.Name,
                };
                if (_owners.CanActFor(creator.Name))
                {
                    _owners.ActFor(creator.Name);
                    _changes.Add(change);
                }
                else
                {
                    unreachable.Add(change);
                }
            }

            if (unreachable.Count > 0)
                _lasting.AddDefaults(kind, creator, unreachable);
        }

        foreach (var grant in granted)
        {
            var allowed = _contract.OnNew(grant.ObjectType, kind).Contains(grant.Privilege);
            if (allowed && !grant.Grantable)
                continue;
            var change = new PrivilegeChange
            {
                Revoke = true,
                GrantOptionOnly = allowed,
                Privileges = [grant.Privilege],
                Target = PrivilegeTarget.Default,
                Objects = [DefaultWords.Of(grant.ObjectType)],
                Kinds = [kind],
                Creator = grant.Creator,
                CreatorSchema = grant.Schema,
            };
            if (_owners.CanActFor(grant.Creator))
            {
                _owners.ActFor(grant.Creator);
                _changes.Add(change);
            }
            else
            {
                _lasting.AddUnfixable(kind, change.Subject, grant.Privilege, grant.Creator);
            }
        }
    }

    /// <summary>A hoop role that owns things is a creator like any other; so is the one that gets CREATE.</summary>
    private bool Creates(OwnerReading owner) =>
        RoleNames.All.All(kind => kind.RoleName() != owner.Name)
            ? owner.Creates
            : (_contract.SchemaCreate && owner.Name == RoleKind.Ddl.RoleName())
                || _reading.Relations.Any(group => group.Owner == owner.Name);

    private void RevokeSurplus(
        RoleKind kind, SecuredObject target, IReadOnlyList<string> wanted, PrivilegeTarget word, IReadOnlyList<string> names,
        OtherKind? other = null)
    {
        foreach (var entry in target.GivenTo(kind.RoleName()))
        {
            var allowed = wanted.Contains(entry.Privilege);
            if (!allowed || entry.Grantable)
                Revoke(kind, target, entry, grantOptionOnly: allowed, word, names, other);
        }
    }

    private void Revoke(
        RoleKind kind, SecuredObject target, AclEntry entry, bool grantOptionOnly, PrivilegeTarget word, IReadOnlyList<string> names,
        OtherKind? other = null)
    {
        var how = _owners.Revoke(target, entry);
        if (how == Revocation.Impossible)
        {
            var isOfTheServer = other == OtherKind.Parameter || (target is SchemaObject named && _owners.Schema(named.Schema).System);
            var what = (other?.Word() ?? word.ToString()).ToLowerInvariant();
            _lasting.AddUnfixable(kind, $"{what} {FirstFew.Of(names)}", entry.Privilege, entry.Grantor, isOfTheServer);
            return;
        }

        foreach (var name in names)
        {
            _changes.Add(new PrivilegeChange
            {
                Revoke = true,
                GrantOptionOnly = grantOptionOnly,
                Privileges = [entry.Privilege],
                Target = word,
                OtherKind = other,
                Objects = [name],
                Kinds = [kind],
                BeforeJoining = how == Revocation.AsMaster,
            });
        }
    }

    private void Grant(RoleKind kind, PrivilegeTarget target, string name, IReadOnlyList<string> privileges)
    {
        if (privileges.Count > 0)
            _changes.Add(new PrivilegeChange { Privileges = privileges, Target = target, Objects = [name], Kinds = [kind] });
    }
}
