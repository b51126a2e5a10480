using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>What is to be done to one role itself: made, altered, marked, given a password.</summary>
internal sealed record RoleChange(RoleKind Kind)
{
    /// <summary>The role is not there.</summary>
    public bool Create { get; init; }

    /// <summary>A new password is set; always so for a role that is made.</summary>
    public bool SetPassword { get; init; }

    /// <summary>Why a role that is there gets a new password.</summary>
    public string? PasswordNote { get; init; }

    /// <summary>The attributes to set right, in ALTER ROLE's words.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>What takes back settings of its sessions.</summary>
    public IReadOnlyList<string> Resets { get; init; } = [];

    /// <summary>The role gets our mark.</summary>
    public bool Mark { get; init; }

    /// <summary>It bears a mark of an earlier version, which is written anew with the next change.</summary>
    public bool HasOutdatedMark { get; init; }

    /// <summary>When it was made; null where that is not known.</summary>
    public DateTimeOffset? Made { get; init; }

    /// <summary>Memberships to take back.</summary>
    public IReadOnlyList<RoleMembership> Leave { get; init; } = [];

    /// <summary>What differs: first what the change mends, then what it cannot.</summary>
    public IReadOnlyList<Finding> Mendable { get; init; } = [];

    /// <summary>What differs and stays.</summary>
    public IReadOnlyList<Finding> Lasting { get; init; } = [];

    /// <summary>The login that works already.</summary>
    public DatabaseLogin? Login { get; init; }

    /// <summary>Nothing is to be done.</summary>
    public bool IsEmpty => !Create && !SetPassword && Alterations(membershipOptions: true).Count == 0;

    /// <summary>The same with its mark written anew, where it is out of date and the role is changed, or given something, anyway.</summary>
    public RoleChange WithMarkRenewed(bool isGranted = false) =>
        HasOutdatedMark && (isGranted || !IsEmpty) ? this with { Mark = true } : this;

    private string Quoted => Identifier.Quote(Kind.RoleName());

    /// <summary>
    /// CREATE ROLE with the password's verifier (or a hole) and the mark, in one transaction: no role of ours is ever without it.
    /// </summary>
    public IReadOnlyList<string> CreateStatements(string verifierLiteral) =>
    [
        $"CREATE ROLE {Quoted} WITH LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {verifierLiteral}",
        MarkStatement,
    ];

    /// <summary>ALTER ROLE with the password's verifier, or a hole.</summary>
    public string PasswordStatement(string verifierLiteral) => $"ALTER ROLE {Quoted} PASSWORD {verifierLiteral}";

    /// <summary>Everything else that is to be done to a role that is there, in one transaction.</summary>
    public IReadOnlyList<string> Alterations(bool membershipOptions)
    {
        var statements = new List<string>();
        if (Attributes.Count > 0)
            statements.Add($"ALTER ROLE {Quoted} {string.Join(' ', Attributes)}");
        statements.AddRange(Resets);
        if (Mark)
            statements.Add(MarkStatement);
        statements.AddRange(Leave.Select(membership => membership.ToRevoke(Kind.RoleName(), membershipOptions)));
        return statements;
    }

    /// <summary>The steps of the plan.</summary>
    public IEnumerable<PlanStep> Steps(bool membershipOptions)
    {
        var target = $"role {Quoted}";
        if (Create)
        {
            foreach (var statement in CreateStatements(PlanStep.Hole))
                yield return new PlanStep(target, statement == MarkStatement ? "mark" : "create role", statement);
            yield break;
        }

        foreach (var statement in Alterations(membershipOptions))
        {
            var action = statement == MarkStatement ? "mark"
                : statement.StartsWith("REVOKE", StringComparison.Ordinal) ? "end membership"
                : "alter role";
            yield return new PlanStep(target, action, statement);
        }

        if (SetPassword)
            yield return new PlanStep(target, "set password", PasswordStatement(PlanStep.Hole)) { Note = PasswordNote };
    }

    private string MarkStatement =>
        $"COMMENT ON ROLE {Quoted} IS {Literal.Quote(new ManagedMark(ManagedKind.Role) { Created = Made }.ToText())}";
}
