using System.Text.Json;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>
/// Reads, in one round trip and as whoever is logged in, whether a session user is good in one database. It is the fast path of every request:
/// relations are grouped by owner and ACL before privileges are asked for, so its cost follows the number of different ACLs.
/// </summary>
internal static class GranteeReader
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>
    /// $1 user; $2 schemas; $3, $4, $5, $6 privileges on the database, the schemas, the tables and the sequences. What belongs to an extension
    /// is left to what the extension grants. Functions are qualified and operators have exactly their types, so that none that somebody put
    /// into a schema of the search path is called instead (PostgreSQL documentation, "Usage Patterns" of schemas).
    /// </summary>
    private const string Query = """
        WITH who AS (
            SELECT r.oid, r.rolcanlogin, r.rolvaliduntil,
                r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls AS has_powers
            FROM pg_catalog.pg_roles r WHERE r.rolname = $1),
        scopes AS (
            SELECT s.name, n.oid FROM pg_catalog.unnest($2) s(name) LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = s.name),
        relations AS (
            SELECT s.name AS schema, c.relkind = 'S' AS sequences, pg_catalog.min(c.oid) AS sample, pg_catalog.min(c.relname::text) AS name
            FROM pg_catalog.pg_class c JOIN scopes s ON s.oid = c.relnamespace
            WHERE c.relkind = ANY ('{r,p,v,m,f,S}') AND c.relpersistence <> 't'
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AND d.objid = c.oid AND d.deptype = 'e')
            GROUP BY s.name, c.relkind = 'S', c.relowner, c.relacl),
        lacking AS (
            SELECT pg_catalog.concat(p.name, ' on the database') AS what
            FROM who, pg_catalog.unnest($3) p(name) WHERE NOT pg_catalog.has_database_privilege(who.oid, pg_catalog.current_database(), p.name)
            UNION ALL
            SELECT pg_catalog.concat(p.name, ' on schema ', pg_catalog.quote_ident(s.name))
            FROM who, scopes s, pg_catalog.unnest($4) p(name) WHERE s.oid IS NOT NULL AND NOT pg_catalog.has_schema_privilege(who.oid, s.oid, p.name)
            UNION ALL
            SELECT pg_catalog.concat(p.name, ' on table ', pg_catalog.quote_ident(r.schema), '.', pg_catalog.quote_ident(r.name))
            FROM who, relations r, pg_catalog.unnest($5) p(name) WHERE NOT r.sequences AND NOT pg_catalog.has_table_privilege(who.oid, r.sample, p.name)
            UNION ALL
            SELECT pg_catalog.concat(p.name, ' on sequence ', pg_catalog.quote_ident(r.schema), '.', pg_catalog.quote_ident(r.name))
            FROM who, relations r, pg_catalog.unnest($6) p(name) WHERE r.sequences AND NOT pg_catalog.has_sequence_privilege(who.oid, r.sample, p.name))
        SELECT pg_catalog.jsonb_build_object(
            'now', (extract(epoch FROM pg_catalog.now()) * 1000000::numeric)::pg_catalog.int8,
            'canLogIn', (SELECT who.rolcanlogin FROM who),
            'hasPowers', coalesce((SELECT who.has_powers FROM who), false),
            'validUntil', (SELECT CASE WHEN who.rolvaliduntil < '1970-01-01 00:00:00+00' THEN 0
                WHEN who.rolvaliduntil < '9999-01-01 00:00:00+00'
                THEN (extract(epoch FROM who.rolvaliduntil) * 1000000::numeric)::pg_catalog.int8 END FROM who),
            'comment', (SELECT pg_catalog.shobj_description(who.oid, 'pg_authid') FROM who),
            'missingSchemas', pg_catalog.to_jsonb(ARRAY(SELECT s.name FROM scopes s WHERE s.oid IS NULL)),
            'lacking', pg_catalog.to_jsonb(ARRAY(SELECT l.what FROM lacking l LIMIT 10)))::pg_catalog.text
        """;

    public static async Task<GranteeReading> ReadAsync(
        IDatabaseSession session, string userName, GrantRequest grants, string database, CancellationToken cancellationToken)
    {
        var wanted = WantedPrivileges.Of(grants);
        var rows = await session.QueryAsync(
            Query,
            [userName, SchemasOf(grants, database), wanted.OnDatabases.ToArray(), wanted.OnSchemas.ToArray(), wanted.OnTables.ToArray(), wanted.OnSequences.ToArray()],
            cancellationToken);
        return JsonSerializer.Deserialize<GranteeReading>((string)rows[0][0]!, Json)!;
    }

    /// <summary>The schemas of the request in one database.</summary>
    public static string[] SchemasOf(GrantRequest grants, string database) =>
        [.. grants.Scopes.Where(scope => scope.Database == database).Select(scope => scope.Schema).Distinct(StringComparer.Ordinal)];
}
