using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>What a privilege is on: the word GRANT has for it and, apart from "ALL ... IN SCHEMA", the quoted names.</summary>
internal enum PrivilegeTarget
{
    Database,
    Schema,
    Table,
    Sequence,
    AllTables,
    AllSequences,
    Other,
    Default,
}

/// <summary>One GRANT or REVOKE of some privileges on some objects of a kind, for some of the hoop roles.</summary>
internal sealed record PrivilegeChange
{
    /// <summary>REVOKE instead of GRANT.</summary>
    public bool Revoke { get; init; }

    /// <summary>Takes only the right to pass the privilege on.</summary>
    public bool GrantOptionOnly { get; init; }

    /// <summary>PostgreSQL's words, for columns with the column in parentheses.</summary>
    public required IReadOnlyList<string> Privileges { get; init; }

    /// <summary>What kind of object.</summary>
    public required PrivilegeTarget Target { get; init; }

    /// <summary>Of <see cref="PrivilegeTarget.Other"/>, what.</summary>
    public OtherKind? OtherKind { get; init; }

    /// <summary>The objects, quoted; for <see cref="PrivilegeTarget.Default"/> the word for objects to come (<c>TABLES</c>).</summary>
    public required IReadOnlyList<string> Objects { get; init; }

    /// <summary>Who gets or loses them.</summary>
    public required IReadOnlyList<RoleKind> Kinds { get; init; }

    /// <summary>Default privileges: on whose new objects.</summary>
    public string? Creator { get; init; }

    /// <summary>Default privileges: in which schema only.</summary>
    public string? CreatorSchema { get; init; }

    /// <summary>
    /// The master granted it in its own name; as a member of the owner it would revoke in the owner's name, so this comes before it becomes
    /// one.
    /// </summary>
    public bool BeforeJoining { get; init; }

    /// <summary>
    /// What is to be the same for two changes to become one statement: all but <see cref="Kinds"/>, or all but <see cref="Objects"/>.
    /// </summary>
    public string Key(bool withKinds) => string.Join('\u001f', [
        Revoke ? "-" : "+", GrantOptionOnly ? "o" : "", BeforeJoining ? "b" : "", Target.ToString(), OtherKind?.ToString(),
        Creator, CreatorSchema is null ? "" : "in " + CreatorSchema,
        string.Join(',', Privileges),
        withKinds ? string.Join(',', Kinds) : string.Join('\u001e', Objects)]);

    /// <summary>The object or objects in a few words.</summary>
    public string Subject => Target switch
    {
        PrivilegeTarget.Default => $"default privileges on {Objects[0].ToLowerInvariant()} of {Identifier.Quote(Creator!)}"
            + (CreatorSchema is null ? "" : " in schema " + Identifier.Quote(CreatorSchema)),
        _ => $"{Word.ToLowerInvariant()} {FirstFew.Of(Objects)}",
    };

    private string Word => Target switch
    {
        PrivilegeTarget.Database => "DATABASE",
        PrivilegeTarget.Schema => "SCHEMA",
        PrivilegeTarget.Table => "TABLE",
        PrivilegeTarget.Sequence => "SEQUENCE",
        PrivilegeTarget.AllTables => "ALL TABLES IN SCHEMA",
        PrivilegeTarget.AllSequences => "ALL SEQUENCES IN SCHEMA",
        PrivilegeTarget.Other => OtherKind!.Value.Word(),
        _ => "",
    };

    /// <summary>The statement.</summary>
    public string ToSql()
    {
        var verb = (Revoke ? "REVOKE " : "GRANT ") + (GrantOptionOnly ? "GRANT OPTION FOR " : "") + string.Join(", ", Privileges);
        var roles = (Revoke ? " FROM " : " TO ") + Identifier.QuoteAll(Kinds.Select(kind => kind.RoleName()));
        if (Target != PrivilegeTarget.Default)
            return $"{verb} ON {Word} {string.Join(", ", Objects)}{roles}";
        var where = CreatorSchema is null ? "" : $" IN SCHEMA {Identifier.Quote(CreatorSchema)}";
        return $"ALTER DEFAULT PRIVILEGES FOR ROLE {Identifier.Quote(Creator!)}{where} {verb} ON {Objects[0]}{roles}";
    }

    /// <summary>The step of the plan.</summary>
    public PlanStep ToStep(string database)
    {
        var action = Target == PrivilegeTarget.Default ? "default privileges" : Revoke ? "revoke" : "grant";
        return new PlanStep($"database {Identifier.Quote(database)}", action, ToSql());
    }

    /// <summary>The change for these roles only, or null where none of them is in it.</summary>
    public PrivilegeChange? For(IReadOnlyCollection<RoleKind> kinds)
    {
        var left = Kinds.Where(kinds.Contains).ToList();
        return left.Count == 0 ? null : left.Count == Kinds.Count ? this : this with { Kinds = left };
    }
}
