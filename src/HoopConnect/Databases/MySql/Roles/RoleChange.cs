using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.MySql.Roles;

/// <summary>What is to be done to one role.</summary>
/// <param name="Kind">Which role.</param>
/// <param name="Account">Its account.</param>
/// <param name="Server">The server, with the account as it is.</param>
internal sealed record RoleChange(RoleKind Kind, Account Account, ServerReading Server)
{
    /// <summary>The account is not there.</summary>
    public bool Create => Server.Find(Account) is null;

    /// <summary>A new password is set; always so for an account that is made.</summary>
    public bool SetPassword { get; init; }

    /// <summary>What the reader should know of the new password.</summary>
    public string? PasswordNote { get; init; }

    /// <summary>The plugin the password is for.</summary>
    public string Plugin { get; init; } = PasswordHash.Native;

    /// <summary>The account is locked, and shall not be.</summary>
    public bool Unlock { get; init; }

    /// <summary>The account lacks our mark: a change of its own.</summary>
    public bool Mark { get; init; }

    /// <summary>
    /// Its mark is of an earlier form, or there was no place for one: it is written anew with the next change, and by itself is none.
    /// </summary>
    public bool Upgrade { get; init; }

    /// <summary>What is granted and revoked.</summary>
    public IReadOnlyList<GrantChange> Grants { get; init; } = [];

    /// <summary>What differs and stays.</summary>
    public IReadOnlyList<Finding> Lasting { get; init; } = [];

    /// <summary>The schemas the role is granted on.</summary>
    public IReadOnlyList<string> Schemas { get; init; } = [];

    /// <summary>The login that works already.</summary>
    public DatabaseLogin? Login { get; init; }

    /// <summary>It has a power that this master cannot take back: nothing of it is given out.</summary>
    public bool HasPowers => Lasting.Any(finding => finding.IsPower);

    /// <summary>What is told of it where nothing is to be done.</summary>
    public RoleOutcome AsFound => new(Kind, HasPowers ? RoleState.Failed : State, Findings)
    {
        Login = HasPowers ? null : Login,
        Databases = Schemas,
    };

    /// <summary>Nothing is to be done.</summary>
    public bool IsEmpty => !Create && !SetPassword && !Unlock && !Mark && Grants.Count == 0;

    /// <summary>What differs, first what the change mends.</summary>
    public IReadOnlyList<Finding> Findings
    {
        get
        {
            var findings = new List<Finding>();
            if (Create)
                findings.Add(new Finding(null, $"user {Account}", FindingReasons.Missing, "the user is not there"));
            if (Unlock)
                findings.Add(new Finding(null, $"user {Account}", FindingReasons.Surplus, "the user is locked"));
            if (Mark && !Create)
                findings.Add(new Finding(null, "mark", FindingReasons.Missing, "the user is not marked as managed by HoopConnect"));
            findings.AddRange(Grants.Select(grant => grant.Finding));
            findings.AddRange(Lasting);
            return findings;
        }
    }

    /// <summary>How the role is found.</summary>
    public RoleState State => RolePlan.StateOf(Create, Lasting, isMended: Findings.Count > 0);

    /// <summary>The account as it is made or altered.</summary>
    public MarkedAccount Marked => new(Server, Account, ManagedKind.Role);

    /// <summary>
    /// What is done to the account itself, with the password's hash (or a hole) where one is set. In one statement: it is proved by
    /// logging in.
    /// </summary>
    public IReadOnlyList<UserStatement> AccountStatements(string hashLiteral)
    {
        var mark = Mark || Upgrade ? new ManagedMark(ManagedKind.Role) { Created = Create ? Server.Now : null } : null;
        var password = PasswordHash.Clause(Server.Version, Plugin, hashLiteral);
        if (Create)
            return Marked.Create(mark!, password);
        if (SetPassword)
            return Marked.Alter(mark, new UserStatement("set password", password + (Unlock ? " ACCOUNT UNLOCK" : "")));
        if (Unlock)
            return Marked.Alter(mark, new UserStatement("unlock", "ACCOUNT UNLOCK"));
        return mark is null || IsEmpty ? [] : Marked.Mark(mark);
    }

    /// <summary>The steps of the plan, in the order they run.</summary>
    public IEnumerable<PlanStep> Steps()
    {
        var target = $"user {Account}";
        return Marked.WithFoundation(AccountStatements(PlanStep.Hole)).Select(statement => statement.ToStep(target, PasswordNote))
            .Concat(Grants.Select(grant => grant.ToStep(Account)));
    }
}
