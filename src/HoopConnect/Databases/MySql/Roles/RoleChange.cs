using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.MySql.Roles;

/// <summary>What is to be done to one role.</summary>
/// <param name="Kind">Which role.</param>
/// <param name="Account">Its account.</param>
internal sealed record RoleChange(RoleKind Kind, Account Account)
{
    /// <summary>The account is not there.</summary>
    public bool Create { get; init; }

    /// <summary>A new password is set; always so for an account that is made.</summary>
    public bool SetPassword { get; init; }

    /// <summary>What the reader should know of the new password.</summary>
    public string? PasswordNote { get; init; }

    /// <summary>The plugin the password is for.</summary>
    public string Plugin { get; init; } = PasswordHash.Native;

    /// <summary>The account is locked, and shall not be.</summary>
    public bool Unlock { get; init; }

    /// <summary>The account gets our mark.</summary>
    public bool Mark { get; init; }

    /// <summary>What is granted and revoked.</summary>
    public IReadOnlyList<GrantChange> Grants { get; init; } = [];

    /// <summary>What differs and stays.</summary>
    public IReadOnlyList<Finding> Lasting { get; init; } = [];

    /// <summary>The schemas the role is granted on.</summary>
    public IReadOnlyList<string> Schemas { get; init; } = [];

    /// <summary>The login that works already.</summary>
    public DatabaseLogin? Login { get; init; }

    /// <summary>Nothing is to be done.</summary>
    public bool IsEmpty => !Create && !SetPassword && !Unlock && !Mark && Grants.Count == 0;

    /// <summary>What differs, first what the change mends.</summary>
    public IReadOnlyList<Finding> Findings
    {
        get
        {
            var findings = new List<Finding>();
            if (Create)
                findings.Add(new Finding(null, $"user {Account}", "Missing", "the user is not there"));
            if (Unlock)
                findings.Add(new Finding(null, $"user {Account}", "Surplus", "the user is locked"));
            if (Mark && !Create)
                findings.Add(new Finding(null, "mark", "Missing", "the user is not marked as managed by HoopConnect"));
            findings.AddRange(Grants.Select(grant => grant.Finding));
            findings.AddRange(Lasting);
            return findings;
        }
    }

    /// <summary>How the role is found.</summary>
    public RoleState State =>
        Create ? RoleState.Missing
        : Lasting.Count > 0 ? RoleState.Incomplete
        : Findings.Count > 0 ? RoleState.Drifted
        : RoleState.InSync;

    /// <summary>CREATE USER or ALTER USER with the password's hash (or a hole); a new user is marked in the same statement.</summary>
    public string PasswordStatement(ServerRelease version, string hashLiteral, bool create)
    {
        var how = PasswordHash.Clause(version, Plugin, hashLiteral);
        var mark = create && version.HasUserAttributes ? $" ATTRIBUTE '{MarkAttribute.Mark}'" : "";
        // In one statement: the new password is proved by logging in.
        var unlock = Unlock && !create ? " ACCOUNT UNLOCK" : "";
        return $"{(create ? "CREATE" : "ALTER")} USER {Account.Sql} {how}{mark}{unlock}";
    }

    /// <summary>What is done to the account itself beside the password.</summary>
    public IReadOnlyList<string> Alterations
    {
        get
        {
            var statements = new List<string>();
            if (Unlock && !SetPassword)
                statements.Add($"ALTER USER {Account.Sql} ACCOUNT UNLOCK");
            if (Mark && !Create)
                statements.Add($"ALTER USER {Account.Sql} ATTRIBUTE '{MarkAttribute.Mark}'");
            return statements;
        }
    }

    /// <summary>The steps of the plan, in the order they run.</summary>
    public IEnumerable<PlanStep> Steps(ServerRelease version)
    {
        var target = $"user {Account}";
        if (SetPassword)
            yield return new PlanStep(target, Create ? "create user" : "set password", PasswordStatement(version, PlanStep.Hole, Create)) { Note = PasswordNote };
        foreach (var statement in Alterations)
            yield return new PlanStep(target, statement.EndsWith("UNLOCK", StringComparison.Ordinal) ? "unlock" : "mark", statement);
        foreach (var grant in Grants)
            yield return grant.ToStep(Account);
    }
}
