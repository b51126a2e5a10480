using System.Text;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using Npgsql;

namespace HoopConnect.Tests.Databases.PostgreSql.Roles;

/// <summary>
/// 500 names each for schemas, tables, owners and databases, all real. A database is dear to make (7 MB) and cheap to rename, so some bear
/// all the names, one batch after the other.
/// </summary>
public class HostileNameTests
{
    private const int Count = 500;
    private const int RealDatabases = 50;

    // Everything of the server's that is not the hoop roles': names, owners, and privileges but theirs.
    private const string ServerSnapshot = """
        SELECT 'role ' || quote_literal(rolname) || rolcanlogin || rolcreaterole || rolcreatedb || rolinherit
            FROM pg_roles WHERE rolname !~ '^hoop_(ro|rw|ddl)$'
        UNION ALL SELECT 'database ' || quote_literal(d.datname) || d.datdba || coalesce((
                SELECT string_agg(x.item, ' ' ORDER BY x.item)
                FROM (SELECT a.item::text AS item FROM unnest(coalesce(d.datacl, acldefault('d', d.datdba))) a(item)) x
                WHERE x.item !~ '^hoop_(ro|rw|ddl)='), '')
            FROM pg_database d
        UNION ALL SELECT 'member ' || roleid || ' ' || member || ' ' || grantor || admin_option
                || (to_jsonb(m) ->> 'inherit_option') || (to_jsonb(m) ->> 'set_option')
            FROM pg_auth_members m
            WHERE roleid NOT IN (SELECT oid FROM pg_roles WHERE rolname ~ '^hoop_(ro|rw|ddl)$')
        """;

    private const string DatabaseSnapshot = """
        SELECT 'schema ' || quote_literal(n.nspname) || n.nspowner || coalesce((
                SELECT string_agg(x.item, ' ' ORDER BY x.item)
                FROM (SELECT a.item::text AS item FROM unnest(coalesce(n.nspacl, acldefault('n', n.nspowner))) a(item)) x
                WHERE x.item !~ '^hoop_(ro|rw|ddl)='), '')
            FROM pg_namespace n WHERE n.nspname !~ '^pg_(toast_)?temp_'
        UNION ALL SELECT 'relation ' || c.relnamespace || quote_literal(c.relname) || c.relkind::text || c.relowner || coalesce((
                SELECT string_agg(x.item, ' ' ORDER BY x.item)
                FROM (SELECT a.item::text AS item FROM unnest(coalesce(c.relacl, acldefault('r', c.relowner))) a(item)) x
                WHERE x.item !~ '^hoop_(ro|rw|ddl)='), '')
            FROM pg_class c WHERE c.relkind IN ('r', 'v', 'S', 'p', 'm', 'f')
        """;

    private static readonly IReadOnlyList<string> Owners = HostileNames.Make(Count, allowed: IsRoleName, seed: 1);
    private static readonly IReadOnlyList<string> Schemas = HostileNames.Make(
        Count, allowed: name => !name.StartsWith("pg_", StringComparison.Ordinal) && name != "public", seed: 2);
    private static readonly IReadOnlyList<string> Tables = HostileNames.Make(Count, seed: 3);
    private static readonly IReadOnlyList<string> Databases = HostileNames.Make(
        Count, allowed: name => !name.Contains('\n', StringComparison.Ordinal), seed: 4);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Databases_of_any_name_get_exactly_their_privileges_and_lose_them_again()
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.AsMasterAsync("postgres", "CREATE DATABASE canary", "CREATE ROLE canary", "CREATE DATABASE shop");
        await roles.AsMasterAsync("shop", "CREATE TABLE t (i int)");
        var present = Enumerable.Range(0, RealDatabases).Select(number => $"shop{number}").ToList();
        foreach (var name in present)
            await roles.AsMasterAsync("postgres", $"CREATE DATABASE {name} TEMPLATE shop");
        await roles.AsMasterAsync("postgres", "DROP DATABASE shop");

        var tried = new HashSet<string>(StringComparer.Ordinal);
        foreach (var names in Databases.Chunk(RealDatabases))
        {
            await RenameAsync(roles, present, names);
            present = [.. names];
            var server = await ListAsync(roles, "postgres", ServerSnapshot);

            var outcomes = await roles.ProvisionAsync();
            RoleAssert.All(RoleState.Created, outcomes);
            string[] all = [.. names, "canary", "postgres"];
            Assert.All(outcomes.Values, outcome =>
                Assert.Equal(all.Order(StringComparer.Ordinal), outcome.Databases.Order(StringComparer.Ordinal)));
            Assert.Equal([$"{all.Length} hoop_ddl:CONNECT hoop_ro:CONNECT hoop_rw:CONNECT"],
                await ListAsync(roles, "postgres", Privileges("pg_database", "datacl", "datname = ANY ($1)"), all));
            Assert.Equal(server, await ListAsync(roles, "postgres", ServerSnapshot));
            foreach (var name in names)
                await roles.AsRoleAsync(RoleKind.ReadOnly, name, "SELECT * FROM t");

            RoleAssert.All(RoleState.Removed, await roles.RemoveAsync());
            Assert.Equal(server, await ListAsync(roles, "postgres", ServerSnapshot));
            Assert.Equal([$"{all.Length} nothing"],
                await ListAsync(roles, "postgres", Privileges("pg_database", "datacl", "datname = ANY ($1)"), all));
            tried.UnionWith(names);
        }

        Assert.Equal(Count, tried.Count);
    }

    [Fact]
    public async Task Owners_schemas_and_tables_of_any_name_get_exactly_their_privileges_and_lose_them_again()
    {
        await using var roles = await RoleServer.StartAsync();
        await MakeAsync(roles);
        var server = await ListAsync(roles, "postgres", ServerSnapshot);
        var things = await ListAsync(roles, "many", DatabaseSnapshot);

        var outcomes = await roles.ProvisionAsync();
        RoleAssert.All(RoleState.Created, outcomes);
        Assert.Equal([$"{Count} hoop_ddl:USAGE hoop_ro:USAGE hoop_rw:USAGE"],
            await ListAsync(roles, "many", Privileges("pg_namespace", "nspacl", "nspname = ANY ($1)"), Schemas));
        Assert.Equal(
            [$"{Count} hoop_ddl:DELETE hoop_ddl:INSERT hoop_ddl:REFERENCES hoop_ddl:SELECT hoop_ddl:TRIGGER hoop_ddl:TRUNCATE "
                + $"hoop_ddl:UPDATE hoop_ro:SELECT hoop_rw:DELETE hoop_rw:INSERT hoop_rw:SELECT hoop_rw:UPDATE"],
            await ListAsync(roles, "many",
                Privileges("pg_class", "relacl", "relname = ANY ($1) AND relkind = 'r' AND relnamespace >= 16384"), Tables));
        // What each owner makes tomorrow: tables, sequences and, for all of the database, schemas.
        Assert.Equal((long)Count,
            await roles.ValueAsync("many",
                "SELECT count(DISTINCT defaclrole) FROM pg_default_acl WHERE defaclobjtype = 'r' AND pg_get_userbyid(defaclrole) <> "
                    + "'postgres'"));
        Assert.Equal(server, await ListAsync(roles, "postgres", ServerSnapshot));
        Assert.Equal(things, await ListAsync(roles, "many", DatabaseSnapshot));
        RoleAssert.InSync(await roles.PlanAsync());

        RoleAssert.All(RoleState.Removed, await roles.RemoveAsync());
        Assert.Equal(server, await ListAsync(roles, "postgres", ServerSnapshot));
        Assert.Equal(things, await ListAsync(roles, "many", DatabaseSnapshot));
        Assert.Equal(0L,
            await roles.ValueAsync("many",
                "SELECT (SELECT count(*) FROM pg_default_acl) + (SELECT count(*) FROM pg_roles WHERE rolname IN ('hoop_ro', 'hoop_rw', "
                    + "'hoop_ddl', 'hoop_managed')) + (SELECT count(*) FROM pg_namespace, unnest(nspacl) a WHERE a::text ~ "
                    + "'^hoop_(ro|rw|ddl)=')"));
        await roles.AsMasterAsync("postgres", "SET ROLE canary", "RESET ROLE", "SELECT * FROM canary");
    }

    [Fact]
    public async Task Every_name_is_quoted_as_the_server_quotes_it()
    {
        await using var roles = await RoleServer.StartAsync();
        await using var connection = await roles.Server.OpenMasterAsync(cancellationToken: Stop);
        var names = Owners.Concat(Schemas).Concat(Tables).Concat(Databases).Distinct(StringComparer.Ordinal).ToList();
        Assert.All(new[] { Owners, Schemas, Tables, Databases }, list => Assert.Equal(Count, list.Count));
        await RunAsync(connection, ["SET quote_all_identifiers = on"]);
        Assert.Equal(names.Select(Identifier.Quote),
            await ListAsync(connection, "SELECT quote_ident(name) FROM unnest($1) WITH ORDINALITY AS n (name, place) ORDER BY place",
                names));
    }

    [Fact]
    public async Task A_name_over_63_bytes_is_refused_with_the_name_wherever_it_is_given_since_the_server_would_cut_it()
    {
        await using var roles = await RoleServer.StartAsync();
        var fits = new string('n', 63);
        await roles.AsMasterAsync("postgres", $"CREATE DATABASE {fits}", $"CREATE ROLE {fits} LOGIN PASSWORD 'canary*1'");
        var longNames = HostileNames.TooLong();
        Assert.True(longNames.Count >= 12);
        foreach (var name in longNames)
        {
            Assert.True(Encoding.UTF8.GetByteCount(name) > 63);
            Refused(name, Assert.Throws<HoopException>(() => Identifier.Quote(name)));
            Refused(name,
                await Assert.ThrowsAsync<HoopException>(() => roles.Engine.OpenAsync(roles.Request.Master with { Database = name }, Stop)));
            var login = roles.Request.Master.Login with { UserName = name };
            Refused(name,
                await Assert.ThrowsAsync<HoopException>(() =>
                    roles.Engine.TryLoginAsync(roles.Request.Master with { Login = login }, Stop)));
        }

        await roles.ProvisionAsync();
        foreach (var name in longNames)
            Assert.Contains($"'{name}'",
                (await Assert.ThrowsAsync<HoopException>(() => roles.RemoveAsync(roles.Request with { ReassignTo = name }))).Message,
                StringComparison.Ordinal);
        RoleAssert.InSync(await roles.PlanAsync());

        static void Refused(string name, HoopException error)
        {
            Assert.Equal("Database.InvalidName", error.ErrorId);
            Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>PostgreSQL keeps these for itself (PostgreSQL documentation, "CREATE ROLE").</summary>
    private static bool IsRoleName(string name) =>
        !name.StartsWith("pg_", StringComparison.Ordinal) && name is not ("public" or "none" or "hoop_ro");

    /// <summary>The names as the server's own format() quotes them, so that what is arranged does not rest on what is tested.</summary>
    private static async Task MakeAsync(RoleServer roles)
    {
        await roles.AsMasterAsync("postgres", "CREATE DATABASE many", "CREATE DATABASE canary", "CREATE ROLE canary",
            "CREATE TABLE canary (i int)", "CREATE SCHEMA canary", "GRANT canary TO CURRENT_USER WITH SET TRUE");
        await roles.AsMasterAsync("many", "CREATE TABLE canary (i int)");
        await using (var server = await roles.Server.OpenMasterAsync("postgres", Stop))
            await RunAsync(server, await ListAsync(server, "SELECT format('CREATE ROLE %I', name) FROM unnest($1) name", Owners));

        await using var many = await roles.Server.OpenSuperuserAsync("many", Stop);
        var schemas =
            await ListAsync(many,
                "SELECT format('CREATE SCHEMA %I AUTHORIZATION %I', schema, owner) FROM unnest($1, $2) n (schema, owner)", Schemas, Owners);
        var tables =
            await ListAsync(many, "SELECT format('CREATE TABLE %I.%I (i int)', schema, name) FROM unnest($1, $2) n (schema, name)",
                Schemas, Tables);
        var owners =
            await ListAsync(many,
                "SELECT format('ALTER TABLE %I.%I OWNER TO %I', schema, name, owner) FROM unnest($1, $2, $3) n (schema, name, owner)",
                Schemas, Tables, Owners);
        await RunAsync(many, [.. schemas, .. tables, .. owners]);
    }

    /// <summary>The server's own quoting makes the statements, so that ours is not tested by itself.</summary>
    private static async Task RenameAsync(RoleServer roles, IReadOnlyList<string> from, IReadOnlyList<string> to)
    {
        await using var server = await roles.Server.OpenMasterAsync("postgres", Stop);
        foreach (var statement in await ListAsync(server,
            "SELECT format('ALTER DATABASE %I RENAME TO %I', name, new_name) FROM unnest($1, $2) n (name, new_name)", from, to))
            await RunAsync(server, [statement]);
    }

    /// <summary>How many objects have which privileges for the hoop roles: one line where all have the same.</summary>
    private static string Privileges(string catalog, string column, string which) => $"""
        SELECT count(*) || ' ' || coalesce(found, 'nothing') FROM (
            SELECT o.oid, string_agg(
                pg_get_userbyid(a.grantee) || ':' || a.privilege_type || CASE WHEN a.is_grantable THEN '*' ELSE '' END, ' '
                ORDER BY pg_get_userbyid(a.grantee), a.privilege_type) AS found
            FROM {catalog} o LEFT JOIN LATERAL (
                SELECT * FROM aclexplode(o.{column}) x WHERE pg_get_userbyid(x.grantee) ~ '^hoop_(ro|rw|ddl)$') a ON true
            WHERE o.oid >= 5 AND {which} GROUP BY o.oid) n
        GROUP BY found
        """;

    private static async Task<IReadOnlyList<string>> ListAsync(
        RoleServer roles, string database, string query, params IReadOnlyList<string>[] arguments)
    {
        await using var connection = await roles.Server.OpenSuperuserAsync(database, Stop);
        return [.. (await ListAsync(connection, query, arguments)).Order(StringComparer.Ordinal)];
    }

    private static async Task<List<string>> ListAsync(NpgsqlConnection connection, string query, params IReadOnlyList<string>[] arguments)
    {
        await using var command = new NpgsqlCommand(query, connection);
        foreach (var argument in arguments)
            command.Parameters.Add(new NpgsqlParameter { Value = argument.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var list = new List<string>();
        while (await reader.ReadAsync(Stop))
            list.Add(reader.GetString(0));
        return list;
    }

    private static async Task RunAsync(NpgsqlConnection connection, IEnumerable<string> statements)
    {
        foreach (var chunk in statements.Chunk(250))
        {
            await using var batch = new NpgsqlBatch(connection);
            foreach (var statement in chunk)
                batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
            await batch.ExecuteNonQueryAsync(Stop);
        }
    }
}
