using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>
/// The statements of a removal, for as many users at once as are asked for; each list is one transaction. Nothing is locked for good: where a
/// user was taken up again by somebody else in the meantime, a check in the same transaction fails and takes all of it back.
/// </summary>
internal sealed class RemovalStatements(bool membershipOptions, NewOwner newOwner)
{
    /// <summary>SQLSTATE of a check that failed: it divides by zero.</summary>
    public const string TakenUp = "22012";

    /// <summary>An application's own lock must not hold up the applications that queue behind ours.</summary>
    public const string LockTimeout = "SET lock_timeout = '5s'";

    private const string Server = "server";

    /// <summary>No logins any more, and the master acts for the users until they are gone.</summary>
    public IReadOnlyList<PlanStep> Close(IReadOnlyList<UserToClear> users)
    {
        var expiring = users.Where(user => user.OnlyIfExpired).ToList();
        var strangers = users.Where(user => !user.Traces.Usable).ToList();
        var toJoin = strangers.Where(user => !user.Traces.SelfGranted).ToList();
        return
        [
            .. users.Where(user => user.Traces.CanLogIn).Select(user => new PlanStep($"role {Identifier.Quote(user.Name)}", "close", $"ALTER ROLE {Identifier.Quote(user.Name)} NOLOGIN")),
            .. expiring.Count == 0 ? (IEnumerable<PlanStep>)[] : [Check("still expired", expiring, "rolvaliduntil IS NULL OR rolvaliduntil > pg_catalog.now()")],
            .. toJoin.Count == 0 ? (IEnumerable<PlanStep>)[] :
            [
                new PlanStep(Server, "join users", $"GRANT {Names(toJoin)} TO CURRENT_USER{(membershipOptions ? " WITH INHERIT TRUE, SET FALSE" : "")}")
                {
                    Note = "ends with the users" + (membershipOptions ? "" : "; before PostgreSQL 16 this is an escalation: the master needs no leave of theirs"),
                },
            ],
            .. strangers.Where(user => user.Traces.SelfGranted).Select(user =>
                new PlanStep(Server, "join user", $"GRANT {Identifier.Quote(user.Name)} TO CURRENT_USER WITH INHERIT TRUE")),
        ];
    }

    /// <summary>Open sessions are told to end.</summary>
    public static PlanStep EndSessions(IReadOnlyList<UserToClear> users) =>
        new(Server, "end sessions", $"SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE usename IN ({Literals(users)})");

    /// <summary>
    /// What all users have on the tables and schemas of one database, table by table: DROP OWNED would write each table's row anew for each of
    /// them. What this cannot do, DROP OWNED does. Empty where the database has no plpgsql.
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
            new PlanStep(target, "revoke", RevokeBlock(users)),
            .. owners.ToJoin.Reverse().Select(membership.Leave),
            Check("not taken up again", users, "rolcanlogin"),
        ];
    }

    private static string RevokeBlock(IReadOnlyList<UserToClear> users)
    {
        // The body is a literal, so that no name can end it.
        var body = $"""
            DECLARE one record;
            BEGIN
                FOR one IN
                    SELECT x.what, pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(u.rolname), ', ') AS users
                    FROM pg_catalog.pg_shdepend s
                    JOIN pg_catalog.pg_roles u ON u.oid = s.refobjid
                    JOIN pg_catalog.pg_database d ON d.oid = s.dbid AND d.datname = pg_catalog.current_database()
                    CROSS JOIN LATERAL (
                        SELECT pg_catalog.format('TABLE %I.%I', n.nspname, c.relname) AS what FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                            WHERE s.classid = 'pg_catalog.pg_class'::regclass AND c.oid = s.objid
                        UNION ALL SELECT pg_catalog.format('SCHEMA %I', n.nspname) FROM pg_catalog.pg_namespace n WHERE s.classid = 'pg_catalog.pg_namespace'::regclass AND n.oid = s.objid) x
                    WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.deptype = 'a' AND u.rolname IN ({Literals(users)})
                    -- Tables first: naming one takes what its schema gives.
                    GROUP BY 1 ORDER BY 1 DESC
                LOOP
                    BEGIN
                        EXECUTE pg_catalog.format('REVOKE ALL PRIVILEGES ON %s FROM %s CASCADE', one.what, one.users);
                    EXCEPTION WHEN insufficient_privilege THEN NULL;
                    END;
                END LOOP;
            END
            """;
        return $"DO LANGUAGE plpgsql {Literal.Quote(body)}";
    }

    /// <summary>
    /// One database. What the users own is reassigned before anything else of theirs is dropped, so DROP OWNED finds privileges alone. It
    /// revokes what the master could revoke: the owners' grants while it is joined to them, its own when it has left them again.
    /// </summary>
    public IReadOnlyList<PlanStep> Clear(Clearance owners, IReadOnlyList<UserToClear> users)
    {
        var target = $"database {Identifier.Quote(owners.Database)}";
        var membership = new TemporaryMembership(target, membershipOptions);
        var joins = owners.ToJoin.Where(owner => newOwner.Join is null || owner.Name != newOwner.Name).ToList();
        var dropOwned = new PlanStep(target, "drop owned", $"DROP OWNED BY {Names(users)}");
        return
        [
            .. joins.Select(membership.Join),
            .. newOwner.JoinSteps(target),
            new PlanStep(target, "reassign", $"REASSIGN OWNED BY {Names(users)} TO {newOwner.Sql}"),
            dropOwned,
            .. newOwner.LeaveSteps(target),
            .. joins.AsEnumerable().Reverse().Select(membership.Leave),
            .. owners.GrantedByMaster ? (IEnumerable<PlanStep>)[dropOwned] : [],
            Check("not taken up again", users, "rolcanlogin"),
        ];
    }

    /// <summary>The users themselves. The alteration is there to hold them, so that the check is good until the end.</summary>
    public static IReadOnlyList<PlanStep> Drop(IReadOnlyList<UserToClear> users) =>
    [
        .. users.Select(user => new PlanStep($"role {Identifier.Quote(user.Name)}", "hold", $"ALTER ROLE {Identifier.Quote(user.Name)} CONNECTION LIMIT 0")),
        Check("not taken up again", users, "rolcanlogin"),
        new PlanStep(Server, "drop roles", $"DROP ROLE {Names(users)}"),
    ];

    /// <summary>Takes back from a user that stays what <see cref="Close"/> gave the master, or a sweep that was cut off.</summary>
    public static PlanStep? Leave(UserToClear user)
    {
        if (user.Traces.Usable && !user.Traces.LeftJoined)
            return null;
        var name = Identifier.Quote(user.Name);
        return new PlanStep(Server, "leave user", user.Traces is { SelfGranted: true, Usable: false } ? $"GRANT {name} TO CURRENT_USER WITH INHERIT FALSE" : $"REVOKE {name} FROM CURRENT_USER");
    }

    private static PlanStep Check(string what, IReadOnlyList<UserToClear> users, string wrong) =>
        new(Server, "check " + what, $"SELECT 1 / (pg_catalog.count(*) = 0)::int FROM pg_catalog.pg_roles WHERE rolname IN ({Literals(users)}) AND ({wrong})")
        {
            Note = "else nothing of this transaction is done",
        };

    private static string Names(IEnumerable<UserToClear> users) => Identifier.QuoteAll(users.Select(user => user.Name));

    private static string Literals(IEnumerable<UserToClear> users) => string.Join(", ", users.Select(user => Literal.Quote(user.Name)));
}
