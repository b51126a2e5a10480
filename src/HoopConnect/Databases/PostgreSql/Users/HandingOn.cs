using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>
/// How what users own in one database changes hands: never to somebody who could do more with it than they could, and all of it in the
/// transaction that takes their privileges, or nothing. A new owner gets CREATE on a schema for the length of the transaction, since it
/// takes functions only with it, and keeps USAGE: foreign keys are looked after in the name of the owners of both tables.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="owners">The new owner of each user.</param>
/// <param name="master">Who is logged in.</param>
internal sealed class HandingOn(Clearance database, IReadOnlyDictionary<string, NewOwner> owners, string master)
{
    /// <summary>SQLSTATE of a check that failed: what is wrong is cast to a number, so that the server's message names it.</summary>
    public const string CheckFailed = "22P02";

    private readonly string _target = $"database {Identifier.Quote(database.Database)}";

    /// <summary>
    /// Why nothing of a user changes hands here, which keeps the user as it is, locked; empty where it does.
    /// </summary>
    public IReadOnlyList<Finding> Obstacles(string user, Ownership owned)
    {
        if (!owned.Owns(user))
            return [];
        var owner = owners[user];
        var stuck = owned.Code.Where(code => code.User == user && code.Statement is null)
            .Select(code => Obstacle(code.Name, "it hangs on code of the user's and is no code of its own: -DropCode drops neither"))
            .ToList();
        var handedOn = owned.HandedOn(user);
        if (handedOn.Count == 0)
            return stuck;
        if (owner.Problem is { } problem)
            return [.. stuck, Obstacle($"role {Identifier.Quote(user)}", problem)];
        return
        [
            .. stuck,
            .. handedOn.Where(thing => thing.IsBound && owner.IsOurs).Select(thing => Obstacle(thing.Name,
                "it belongs to the user, and a new owner without rights cannot own it: drop it, or give it an owner")),
            .. owned.Schemas.Where(schema => schema.User == user && schema.NeedsGrant && !CanGrant(schema)).Select(schema => Obstacle(
                $"schema {Identifier.Quote(schema.Name)}",
                "the user owns something in it, and its new owner needs rights on it that the master cannot grant; "
                + $"{Identifier.Quote(schema.Owner)}, or a superuser, runs: GRANT CREATE, USAGE ON SCHEMA "
                + $"{Identifier.Quote(schema.Name)} TO {Identifier.Quote(master)} WITH GRANT OPTION")),
            .. TooPowerful(user, owned) is { } why ? [why] : (IEnumerable<Finding>)[],
        ];
    }

    /// <summary>Refuses a role that the caller named and that could do more with the code it gets than the author could.</summary>
    /// <exception cref="HoopException"><c>Roles.ReassignToTooPowerful</c>.</exception>
    public void Refuse(string user, Ownership owned)
    {
        if (TooPowerful(user, owned) is { } why)
        {
            throw RoleErrors.ReassignToTooPowerful.Error(
                $"The role '{owners[user].Name}' may not take over what '{user}' owns: {why.Subject} in '{database.Database}': "
                + $"{why.Message}.", owners[user].Name);
        }
    }

    /// <summary>
    /// Why a role that the caller named may not have the code of a user. Tables and the like it may have, whatever it owns besides: nothing
    /// in them runs in its name.
    /// </summary>
    private Finding? TooPowerful(string user, Ownership owned)
    {
        var owner = owners[user];
        if (owner.IsOurs || owned.HandedOn(user).FirstOrDefault(thing => thing.RunsAsOwner) is not { } code)
            return null;
        var more = owned.Beyond.FirstOrDefault(beyond => beyond.User == user)?.Name
            ?? owned.Things.FirstOrDefault(thing => thing.User != user)?.Name;
        return more is null ? null : Obstacle(code.Name,
            $"it runs with the rights of its owner, and {Identifier.Quote(owner.Name)} would have rights on {more}, "
            + "which the user had not; leave -ReassignTo out, or say -DropCode");
    }

    /// <summary>What changes hands, thing by thing, and what keeps a user, as a plan tells it; nothing of it is executed.</summary>
    public IEnumerable<PlanStep> Tell(string user, Ownership owned)
    {
        var obstacles = Obstacles(user, owned);
        return obstacles.Count > 0
            ? obstacles.Select(obstacle => new PlanStep(_target, $"keep {Identifier.Quote(user)} locked", $"-- {obstacle.Subject}")
            {
                Note = obstacle.Message,
            })
            : owned.HandedOn(user).Select(thing => new PlanStep(_target, "hand on", $"-- {thing.Name}")
            {
                Note = $"to {owners[user].Sql}{(thing.Loss is null ? "" : "; " + thing.Loss)}",
            });
    }

    /// <summary>The new owners that the master joins itself for these users.</summary>
    public IReadOnlyList<string> Joined(IEnumerable<string> users, Ownership owned) =>
        [.. users.Where(user => owned.HandedOn(user).Count > 0 && owners[user].Join is not null).Select(user => owners[user].Name)];

    /// <summary>The statements of one transaction that leave the users nothing; the membership of new owners ends with it.</summary>
    public IReadOnlyList<PlanStep> Steps(IReadOnlyList<string> users, Ownership owned)
    {
        var giving = users.Where(user => owned.HandedOn(user).Count > 0).ToList();
        var mine = Owners(giving);
        var schemas = giving.SelectMany(user => Schemas(user, owned)).ToList();
        return
        [
            .. mine.SelectMany(owner => owner.JoinSteps(_target)),
            .. owned.Code.Where(code => users.Contains(code.User, StringComparer.Ordinal) && code.Statement is not null)
                .Select(code => code.Statement!).Distinct(StringComparer.Ordinal)
                .Select(statement => new PlanStep(_target, "drop code", statement)),
            .. giving.SelectMany(user => owned.Schemas.Where(schema => schema.User == user && schema.IsOwned)
                .Select(schema => new PlanStep(_target, "reassign",
                    $"ALTER SCHEMA {Identifier.Quote(schema.Name)} OWNER TO {owners[user].Sql}"))),
            .. schemas.Select(schema => Change(schema, "grant", "GRANT", Lacking(schema), "TO")),
            .. giving.Select(user =>
                new PlanStep(_target, "reassign", $"REASSIGN OWNED BY {Identifier.Quote(user)} TO {owners[user].Sql}")),
            .. schemas.Where(schema => schema.LacksCreate).Select(schema => Change(schema, "take back", "REVOKE", "CREATE", "FROM")),
            NothingIsLeft(_target, users),
        ];
    }

    /// <summary>A check that these own nothing here: DROP OWNED, which comes next, would drop it.</summary>
    public static PlanStep NothingIsLeft(string target, IReadOnlyList<string> users) =>
        Check(target, "nothing is left that would be dropped",
            "SELECT pg_catalog.pg_describe_object(s.classid, s.objid, 0) FROM pg_catalog.pg_shdepend s "
            + "JOIN pg_catalog.pg_roles u ON u.oid = s.refobjid WHERE s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass "
            + "AND s.deptype = 'o' AND s.classid NOT IN ('pg_catalog.pg_default_acl'::pg_catalog.regclass, "
            + "'pg_catalog.pg_user_mapping'::pg_catalog.regclass) AND s.dbid IN (0, (SELECT b.oid FROM pg_catalog.pg_database b "
            + $"WHERE b.datname = pg_catalog.current_database())) AND u.rolname IN ({Literals(users)})");

    /// <summary>The end of the transaction: the master leaves the new owners, and they have what they should have and no more.</summary>
    public IReadOnlyList<PlanStep> LastSteps(IReadOnlyList<string> users, Ownership owned)
    {
        var mine = Owners(users.Where(user => owned.HandedOn(user).Count > 0));
        var ours = mine.Where(owner => owner.IsOurs).Select(owner => owner.Name).ToList();
        return
        [
            .. mine.SelectMany(owner => owner.LeaveSteps(_target)),
            .. ours.Count == 0 ? (IEnumerable<PlanStep>)[] :
            [
                Check(_target, "new owners may create nothing",
                    "SELECT pg_catalog.format('schema %I', n.nspname) FROM pg_catalog.pg_namespace n "
                    + "CROSS JOIN LATERAL pg_catalog.aclexplode(n.nspacl) a JOIN pg_catalog.pg_roles o ON o.oid = a.grantee "
                    + $"WHERE n.nspowner <> o.oid AND a.privilege_type = 'CREATE' AND o.rolname IN ({Literals(ours)})"),
            ],
        ];
    }

    private List<NewOwner> Owners(IEnumerable<string> users) =>
        users.Select(user => owners[user]).DistinctBy(owner => owner.Name).ToList();

    private PlanStep Change(ConcernedSchema schema, string action, string verb, string privileges, string preposition) =>
        new(_target, action,
            $"{verb} {privileges} ON SCHEMA {Identifier.Quote(schema.Name)} {preposition} {owners[schema.User].Sql}");

    private static string Lacking(ConcernedSchema schema) =>
        !schema.LacksCreate ? "USAGE" : schema.LacksUse ? "CREATE, USAGE" : "CREATE";

    /// <summary>The schemas on which the new owner gets something.</summary>
    private IEnumerable<ConcernedSchema> Schemas(string user, Ownership owned) =>
        owned.Schemas.Where(schema => schema.User == user && (schema.LacksCreate || schema.LacksUse) && CanGrant(schema));

    private bool CanGrant(ConcernedSchema schema) =>
        schema.IsGrantable || database.ToJoin.Any(owner => owner.Name == schema.Owner);

    private Finding Obstacle(string subject, string message) =>
        new(database.Database, subject, FindingReasons.Unfixable, message);

    private static PlanStep Check(string target, string what, string wrong) =>
        new(target, "check that " + what,
            $"SELECT pg_catalog.string_agg(wrong, ', ')::int FROM ({wrong}) AS found (wrong)")
        {
            Note = "else nothing of this transaction is done",
        };

    private static string Literals(IEnumerable<string> names) => string.Join(", ", names.Select(Literal.Quote));
}
