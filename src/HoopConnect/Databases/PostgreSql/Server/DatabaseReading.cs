namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>
/// What one database tells: its objects grouped by owner and ACL, what some roles have on them, and for whom the master can act.
/// </summary>
internal sealed record DatabaseReading
{
    /// <summary>The database's name.</summary>
    public required string Name { get; init; }

    /// <summary>Who we are logged in as.</summary>
    public required string Master { get; init; }

    /// <summary>The database itself.</summary>
    public required SecuredObject Database { get; init; }

    /// <summary>The schemas: the users', and system schemas on which one of the roles has something.</summary>
    public required IReadOnlyList<SchemaReading> Schemas { get; init; }

    /// <summary>
    /// Tables (also partitioned, foreign, views, materialized views) and sequences; one entry for all that share owner, ACL and schema.
    /// </summary>
    public required IReadOnlyList<RelationGroup> Relations { get; init; }

    /// <summary>Columns on which one of the roles has something.</summary>
    public required IReadOnlyList<ColumnReading> Columns { get; init; }

    /// <summary>It stands for what no database holds, and is otherwise not looked at: it is none of those that were chosen.</summary>
    public bool IsOfServerOnly { get; init; }

    /// <summary>One of the roles has something on a parameter.</summary>
    public bool HasParameters { get; init; }

    /// <summary>What else carries privileges, where one of the roles has some.</summary>
    public IReadOnlyList<OtherReading> Others { get; init; } = [];

    /// <summary>What the roles get by default on objects to come.</summary>
    public required IReadOnlyList<DefaultGrant> Defaults { get; init; }

    /// <summary>The roles that own something or may create something.</summary>
    public required IReadOnlyList<OwnerReading> Owners { get; init; }

    /// <summary>What no database holds, and nothing of the database itself.</summary>
    public DatabaseReading OfServerOnly() => this with
    {
        IsOfServerOnly = true,
        Others = [.. Others.Where(other => other.Kind is OtherKind.Tablespace or OtherKind.Parameter)],
    };
}

/// <summary>Something with an owner and an ACL.</summary>
internal record SecuredObject
{
    /// <summary>The owner as the ACL has it; the grantor of what was granted in its name.</summary>
    public required string Owner { get; init; }

    /// <summary>Who can act for the owner: the owner, or for <c>pg_database_owner</c> the owner of the database.</summary>
    public required string ActingOwner { get; init; }

    /// <summary>What the roles have.</summary>
    public required IReadOnlyList<AclEntry> Acl { get; init; }

    /// <summary>What everybody has.</summary>
    public required IReadOnlyList<string> Public { get; init; }

    /// <summary>What the master, without acting for the owner, may grant.</summary>
    public required IReadOnlyList<string> Grantable { get; init; }

    /// <summary>The roles that granted something on it to others.</summary>
    public required IReadOnlyList<string> PassedOnBy { get; init; }

    /// <summary>What the role was given; what it owns it has without.</summary>
    public IEnumerable<AclEntry> GivenTo(string role) => Owner == role ? [] : Acl.Where(entry => entry.Role == role);

    /// <summary>What of the wanted privileges the role has not.</summary>
    public IReadOnlyList<string> MissingOf(string role, IReadOnlyList<string> wanted) =>
        Owner == role ? [] : wanted.Except(GivenTo(role).Select(entry => entry.Privilege), StringComparer.Ordinal).ToList();
}

/// <summary>A schema.</summary>
internal sealed record SchemaReading : SecuredObject
{
    public required string Name { get; init; }

    /// <summary>Not a schema of the users': nothing is granted there, only taken away.</summary>
    public required bool System { get; init; }

    /// <summary>It belongs to an extension, or is the one an extension lives in.</summary>
    public required bool Extension { get; init; }

    /// <summary>The master has USAGE, without which it cannot name what is in it.</summary>
    public required bool MasterUses { get; init; }
}

/// <summary>Something in a schema, which must be named through it.</summary>
internal record SchemaObject : SecuredObject
{
    public required string Schema { get; init; }

    /// <summary>The owner has USAGE on the schema.</summary>
    public required bool OwnerUsesSchema { get; init; }
}

/// <summary>Relations of one schema with the same owner and the same ACL.</summary>
internal sealed record RelationGroup : SchemaObject
{
    /// <summary>Sequences; otherwise tables, views and what else GRANT calls TABLE.</summary>
    public required bool Sequences { get; init; }

    /// <summary>They belong to an extension.</summary>
    public required bool Extension { get; init; }

    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The names as GRANT takes them.</summary>
    public IReadOnlyList<string> QuotedNames => Names.Select(name => Identifier.Quote(Schema, name)).ToList();
}

/// <summary>A column on which the roles have something.</summary>
internal sealed record ColumnReading : SchemaObject
{
    public required string Table { get; init; }

    public required string Column { get; init; }
}

/// <summary>Something that is neither database, schema, relation nor column and carries privileges.</summary>
internal sealed record OtherReading : SecuredObject
{
    /// <summary>What it is.</summary>
    public required OtherKind Kind { get; init; }

    /// <summary>GRANT's word for what it is.</summary>
    public string Word => Kind.Word();

    /// <summary>Its name as GRANT takes it.</summary>
    public required string Name { get; init; }

    /// <summary>The schema it must be named through; null where it is in none.</summary>
    public string? Schema { get; init; }

    /// <summary>The owner has USAGE on the schema.</summary>
    public bool OwnerUsesSchema { get; init; } = true;

    /// <summary>As what it is taken back from.</summary>
    public SecuredObject AsSecured => Schema is null ? this : new SchemaObject
    {
        Schema = Schema,
        OwnerUsesSchema = OwnerUsesSchema,
        Owner = Owner,
        ActingOwner = ActingOwner,
        Acl = Acl,
        Public = Public,
        Grantable = Grantable,
        PassedOnBy = PassedOnBy,
    };
}

/// <summary>One privilege of one role.</summary>
/// <param name="Role">Who has it.</param>
/// <param name="Privilege">PostgreSQL's word for it.</param>
/// <param name="Grantor">Who gave it.</param>
/// <param name="Grantable">With GRANT OPTION.</param>
internal sealed record AclEntry(string Role, string Privilege, string Grantor, bool Grantable);

/// <summary>A default privilege of a role.</summary>
/// <param name="Creator">On whose new objects.</param>
/// <param name="Schema">In which schema; null for everywhere.</param>
/// <param name="ObjectType"><c>pg_default_acl.defaclobjtype</c>: r, S, f, T, n, L.</param>
/// <param name="Role">Who gets it.</param>
/// <param name="Privilege">PostgreSQL's word for it.</param>
/// <param name="Grantable">With GRANT OPTION.</param>
internal sealed record DefaultGrant(string Creator, string? Schema, char ObjectType, string Role, string Privilege, bool Grantable);

/// <summary>A role that owns something or may create something.</summary>
/// <param name="Name">The role.</param>
/// <param name="Superuser">Nobody but a superuser acts for it.</param>
/// <param name="Creates">Objects of its making are to be expected: default privileges are wanted.</param>
/// <param name="Usable">The master acts for it as it is: is it, or inherits from it.</param>
/// <param name="Joinable">The master may make itself a member for the length of a transaction.</param>
/// <param name="SelfGranted">The master has granted itself a membership already (without INHERIT, or it would be usable): it is kept as it
/// is.</param>
/// <param name="Admins">Some roles that could help: those with ADMIN on it.</param>
internal sealed record OwnerReading(
    string Name, bool Superuser, bool Creates, bool Usable, bool Joinable, bool SelfGranted, IReadOnlyList<string> Admins);
