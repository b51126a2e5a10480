using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.SessionUsers;

/// <summary>What is to be done to the user itself: made, given a password and an expiry, or only an expiry.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Action">What becomes of the password.</param>
internal sealed record SessionUserChange(SessionUserRequest Request, SessionUserPasswordAction Action)
{
    /// <summary>The user is not there.</summary>
    public bool Create { get; init; }

    /// <summary>Why a user that is there gets a new password.</summary>
    public string? Note { get; init; }

    /// <summary>The mark of a user that is there and ours.</summary>
    public ManagedMark? Mark { get; init; }

    /// <summary>Attributes to set right, in ALTER ROLE's words; memberships to take back.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <inheritdoc cref="Attributes"/>
    public IReadOnlyList<RoleMembership> Leave { get; init; } = [];

    /// <summary>Nothing is to be done.</summary>
    public bool IsEmpty => Action == SessionUserPasswordAction.HandOut;

    private string Quoted => Identifier.Quote(Request.UserName);

    /// <summary>
    /// The role with its password's verifier (or a hole), its expiry and its mark, in one transaction: no user of ours is ever without
    /// them.
    /// </summary>
    /// <param name="isThere">Whether the role is there now.</param>
    /// <param name="verifierLiteral">The verifier, quoted, or a hole.</param>
    /// <param name="now">The server's time.</param>
    /// <param name="membershipOptions">From PostgreSQL 16 on a membership has a grantor to name.</param>
    public IReadOnlyList<string> PasswordStatements(bool isThere, string verifierLiteral, DateTimeOffset now, bool membershipOptions)
    {
        var mark = new ManagedMark(ManagedKind.Session)
        {
            Policy = Request.Grants.Policy,
            Created = Create ? now : Mark?.Created,
            PasswordSet = now,
            Owner = Request.Caller,
        };
        var password = $"PASSWORD {verifierLiteral} VALID UNTIL {Expiry(now)}";
        return
        [
            isThere
                ? $"ALTER ROLE {Quoted} WITH {string.Join(' ', [.. Attributes, password])}"
                : $"CREATE ROLE {Quoted} WITH LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE {password}",
            .. isThere ? Departures(membershipOptions) : [],
            MarkStatement(mark),
        ];
    }

    /// <summary>A new expiry for the password as it is.</summary>
    public IReadOnlyList<string> ExtensionStatements(DateTimeOffset now, bool membershipOptions) =>
    [
        $"ALTER ROLE {Quoted} WITH {string.Join(' ', [.. Attributes, $"VALID UNTIL {Expiry(now)}"])}",
        .. Departures(membershipOptions),
        .. Mark is { IsOutdated: true } ? [MarkStatement(Mark)] : (IEnumerable<string>)[],
    ];

    /// <summary>The steps of the plan.</summary>
    public IEnumerable<PlanStep> Steps(DateTimeOffset now, bool membershipOptions)
    {
        var target = $"session user {Quoted}";
        var statements = Action switch
        {
            SessionUserPasswordAction.HandOut => [],
            SessionUserPasswordAction.Extend => ExtensionStatements(now, membershipOptions),
            _ => PasswordStatements(!Create, PlanStep.Hole, now, membershipOptions),
        };
        return statements.Select(statement => new PlanStep(target, WordFor(statement), statement)
        {
            Note = statement.Contains(PlanStep.Hole, StringComparison.Ordinal) ? Note : null,
        });
    }

    private IEnumerable<string> Departures(bool membershipOptions) =>
        Leave.Select(membership => membership.ToRevoke(Request.UserName, membershipOptions));

    private string MarkStatement(ManagedMark mark) => $"COMMENT ON ROLE {Quoted} IS {Literal.Quote(mark.ToText())}";

    private string Expiry(DateTimeOffset now) => ServerTime.ToLiteral(now + Request.Expiration);

    private string WordFor(string statement) => statement.Split(' ')[0] switch
    {
        "CREATE" => "create user",
        "COMMENT" => "mark",
        "REVOKE" => "end membership",
        _ => Action == SessionUserPasswordAction.Extend ? "extend" : "set password",
    };
}
