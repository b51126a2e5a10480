using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>
/// The statements of a removal, for as many users at once as are asked for; each list is one transaction. Nothing is locked for good: where
/// a user was taken up again by somebody else in the meantime, a check in the same transaction fails and takes all of it back.
/// </summary>
internal sealed class RemovalStatements(bool membershipOptions)
{
    /// <summary>
    /// How many users share a transaction: enough that round trips do not matter, few enough for the server's table of locks.
    /// </summary>
    public const int Portion = 100;

    /// <summary>SQLSTATE of a check that failed: it divides by zero.</summary>
    public const string TakenUp = "22012";

    /// <summary>An application's own lock must not hold up the applications that queue behind ours.</summary>
    public const string LockTimeout = "SELECT pg_catalog.set_config('lock_timeout', '5s', true)";

    private const string Server = "server";

    private static readonly string RevokeBlock = EmbeddedSql.Read(typeof(RemovalStatements), "RevokePrivileges");

    /// <summary>Runs the statements of one transaction.</summary>
    public static Task ExecuteAsync(
        IDatabaseSession session, IReadOnlyList<PlanStep> steps, IHoopHost host, TimeProvider time, CancellationToken cancellationToken) =>
        Retry.ExecuteAsync(session, [LockTimeout, .. steps.Select(step => step.Statement)], host, time, cancellationToken);

    /// <summary>No logins any more, and the master acts for the users until they are gone.</summary>
    public IReadOnlyList<PlanStep> Close(IReadOnlyList<UserToClear> users)
    {
        var expiring = users.Where(user => user.OnlyIfExpired).ToList();
        var strangers = users.Where(user => !user.Traces.Usable).ToList();
        var toJoin = strangers.Where(user => !user.Traces.SelfGranted).ToList();
        return
        [
            .. users.Where(user => user.Traces.CanLogIn)
                .Select(user => new PlanStep(Role(user), "close", $"ALTER ROLE {Identifier.Quote(user.Name)} NOLOGIN")),
            .. expiring.Count == 0 ? (IEnumerable<PlanStep>)[] :
            [
                Check("still expired", expiring, "rolvaliduntil IS NULL OR rolvaliduntil > pg_catalog.now()"),
            ],
            .. users.SelectMany(user => user.ByToken.Select(membership =>
                new PlanStep(Role(user), "end logins by token", membership.ToRevoke(user.Name, membershipOptions)))),
            .. toJoin.Count == 0 ? (IEnumerable<PlanStep>)[] :
            [
                new PlanStep(
                    Server, "join users",
                    $"GRANT {Names(toJoin)} TO CURRENT_USER{(membershipOptions ? " WITH INHERIT TRUE, SET FALSE" : "")}")
                {
                    Note = "ends with the users"
                        + (membershipOptions ? "" : "; before PostgreSQL 16 this is an escalation: the master needs no leave of theirs"),
                },
            ],
            .. strangers.Where(user => user.Traces.SelfGranted).Select(user =>
                new PlanStep(Server, "join user", $"GRANT {Identifier.Quote(user.Name)} TO CURRENT_USER WITH INHERIT TRUE")),
        ];
    }

    /// <summary>Open sessions are told to end.</summary>
    public static PlanStep EndSessions(IReadOnlyList<UserToClear> users) =>
        new(Server, "end sessions",
            $"SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE usename IN ({Literals(users)})");

    /// <summary>
    /// What all users have on the tables and schemas of one database, table by table: DROP OWNED would write each table's row anew for each
    /// of them. What this cannot do, DROP OWNED does. Empty where the database has no plpgsql.
    /// </summary>
    public IReadOnlyList<PlanStep> Revoke(Clearance owners, IReadOnlyList<UserToClear> users)
    {
        if (!owners.HasProcedures || users.Count == 0)
            return [];
        var target = $"database {Identifier.Quote(owners.Database)}";
        var membership = new TemporaryMembership(target, membershipOptions);
        return
        [
            .. owners.ToJoin.Select(membership.Join),
            // The body is a literal, so that no name can end it.
            new PlanStep(target, "revoke", "DO LANGUAGE plpgsql "
                + Literal.Quote(RevokeBlock.Replace("/* users */", Literals(users), StringComparison.Ordinal))),
            .. owners.ToJoin.Reverse().Select(membership.Leave),
            Check("not taken up again", users, "rolcanlogin"),
        ];
    }

    /// <summary>
    /// One database. What the users own changes hands before anything else of theirs is dropped, so DROP OWNED finds privileges alone. It
    /// revokes what the master could revoke: the owners' grants while it is joined to them, its own when it has left them again.
    /// </summary>
    public IReadOnlyList<PlanStep> Clear(Clearance owners, IReadOnlyList<UserToClear> users, HandingOn handing, Ownership owned)
    {
        if (users.Count == 0)
            return [];
        var target = $"database {Identifier.Quote(owners.Database)}";
        var membership = new TemporaryMembership(target, membershipOptions);
        var names = users.Select(user => user.Name).ToList();
        var joined = handing.Joined(names, owned);
        var joins = owners.ToJoin.Where(owner => !joined.Contains(owner.Name, StringComparer.Ordinal)).ToList();
        var dropOwned = new PlanStep(target, "drop owned", $"DROP OWNED BY {Names(users)}");
        return
        [
            .. joins.Select(membership.Join),
            .. handing.Steps(names, owned),
            dropOwned,
            .. handing.LastSteps(names, owned),
            .. joins.AsEnumerable().Reverse().Select(membership.Leave),
            .. owners.GrantedByMaster ? (IEnumerable<PlanStep>)[dropOwned] : [],
            Check("not taken up again", users, "rolcanlogin"),
        ];
    }

    /// <summary>The users themselves. The alteration is there to hold them, so that the check is good until the end.</summary>
    public static IReadOnlyList<PlanStep> Drop(IReadOnlyList<UserToClear> users) =>
    [
        .. users.Select(user => new PlanStep(Role(user), "hold", $"ALTER ROLE {Identifier.Quote(user.Name)} CONNECTION LIMIT 0")),
        Check("not taken up again", users, "rolcanlogin"),
        DropRoles(users.Select(user => user.Name)),
    ];

    public static PlanStep DropRoles(IEnumerable<string> names) =>
        new(Server, "drop roles", $"DROP ROLE {Identifier.QuoteAll(names)}");

    /// <summary>Takes back from a user that stays what <see cref="Close"/> gave the master, or a removal that was cut off.</summary>
    public static PlanStep? Leave(UserToClear user)
    {
        if (user.Traces.Usable && !user.Traces.LeftJoined)
            return null;
        var name = Identifier.Quote(user.Name);
        return new PlanStep(Server, "leave user", user.Traces is { SelfGranted: true, Usable: false }
            ? $"GRANT {name} TO CURRENT_USER WITH INHERIT FALSE"
            : $"REVOKE {name} FROM CURRENT_USER");
    }

    private static PlanStep Check(string what, IReadOnlyList<UserToClear> users, string wrong) =>
        new(Server, "check " + what,
            $"SELECT 1 / (pg_catalog.count(*) = 0)::int FROM pg_catalog.pg_roles WHERE rolname IN ({Literals(users)}) AND ({wrong})")
        {
            Note = "else nothing of this transaction is done",
        };

    private static string Role(UserToClear user) => $"role {Identifier.Quote(user.Name)}";

    private static string Names(IEnumerable<UserToClear> users) => Identifier.QuoteAll(users.Select(user => user.Name));

    private static string Literals(IEnumerable<UserToClear> users) => string.Join(", ", users.Select(user => Literal.Quote(user.Name)));
}
