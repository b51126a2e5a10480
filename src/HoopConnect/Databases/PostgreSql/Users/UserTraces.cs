using HoopConnect.Databases.PostgreSql.Server;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>How far the master reaches one user, and where the user left a trace: told by the maintenance database for all databases.</summary>
/// <param name="Name">The user.</param>
/// <param name="CanLogIn">It is not locked.</param>
/// <param name="Usable">The master acts for it as it is.</param>
/// <param name="Joinable">The master may make itself a member of it.</param>
/// <param name="SelfGranted">The master has granted itself a membership before.</param>
/// <param name="LeftJoined">That membership is one that a sweep gives, and one that was cut off left behind.</param>
/// <param name="Owns">Databases and tablespaces of its own, as <c>database "x"</c>.</param>
/// <param name="Databases">Where it owns something or has privileges.</param>
/// <param name="Closed">Those of them that take no connections.</param>
/// <param name="Shared">It has privileges on something that no database holds: a database itself, a tablespace.</param>
internal sealed record UserTraces(
    string Name, bool CanLogIn, bool Usable, bool Joinable, bool SelfGranted, bool LeftJoined,
    IReadOnlyList<string> Owns, IReadOnlyList<string> Databases, IReadOnlyList<string> Closed, bool Shared)
{
    /// <summary>Something of it is left anywhere.</summary>
    public bool IsAnywhere => Databases.Count > 0 || Shared;

    /// <summary>$1: names of the users.</summary>
    private const string Query = $"""
        WITH me AS (
            SELECT r.oid, r.rolcreaterole, current_setting('server_version_num')::int AS version
            FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)
        SELECT o.rolname::text, o.rolcanlogin,
            pg_catalog.pg_has_role(o.oid, 'USAGE'),
            {JoinableRole.Condition},
            EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.roleid = o.oid AND m.member = me.oid AND m.grantor = me.oid),
            EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.roleid = o.oid AND m.member = me.oid AND m.grantor = me.oid
                AND coalesce((pg_catalog.to_jsonb(m) ->> 'inherit_option')::boolean, true) AND NOT coalesce((pg_catalog.to_jsonb(m) ->> 'set_option')::boolean, false)),
            ARRAY(SELECT pg_catalog.format('database %I', d.datname) FROM pg_catalog.pg_database d WHERE d.datdba = o.oid
                UNION ALL SELECT pg_catalog.format('tablespace %I', t.spcname) FROM pg_catalog.pg_tablespace t WHERE t.spcowner = o.oid),
            ARRAY(SELECT DISTINCT d.datname::text FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_database d ON d.oid = s.dbid
                WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.refobjid = o.oid),
            ARRAY(SELECT DISTINCT d.datname::text FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_database d ON d.oid = s.dbid
                WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.refobjid = o.oid AND NOT d.datallowconn),
            EXISTS (SELECT FROM pg_catalog.pg_shdepend s
                WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.refobjid = o.oid AND s.dbid = 0)
        FROM pg_catalog.pg_roles o, me WHERE o.rolname = ANY ($1)
        """;

    /// <summary>Reads them for the users that are there, in one round trip.</summary>
    public static async Task<IReadOnlyDictionary<string, UserTraces>> ReadAsync(IDatabaseSession session, IEnumerable<string> users, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(Query, [users.ToArray()], cancellationToken);
        return rows.Select(row => new UserTraces(
                (string)row[0]!, (bool)row[1]!, (bool)row[2]!, (bool)row[3]!, (bool)row[4]!, (bool)row[5]!, (string[])row[6]!, (string[])row[7]!, (string[])row[8]!, (bool)row[9]!))
            .ToDictionary(traces => traces.Name, StringComparer.Ordinal);
    }
}
