using System.Text;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Roles;
using HoopConnect.Hosting;
using HoopConnect.Tests.Databases.MySql;
using HoopConnect.Tests.Databases.PostgreSql.Roles;
using HoopConnect.Tests.Databases.SqlServer;
using Npgsql;

namespace HoopConnect.Tests.Databases.Roles;

/// <summary>
/// docs/roles.md says, statement by statement, what each role may do. Real servers say it here, to the roles themselves;
/// HOOP_WRITE_GOLDEN=1 writes down what they say.
/// </summary>
public sealed class RolesPageTests
{
    private const string Page = "docs/roles.md";

    private static readonly string[] PostgreSqlStatements =
    [
        "SELECT * FROM t", "SELECT * FROM v", "INSERT INTO t (v) VALUES ('x')", "UPDATE t SET v = 'y'", "DELETE FROM t", "TRUNCATE t",
        "SELECT nextval('t_id_seq')", "SELECT setval('t_id_seq', 1)", "SELECT * FROM made_later", "SELECT f()",
        "CREATE TRIGGER made BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE TABLE made (i int REFERENCES t)", "CREATE TABLE made (i int)", "CREATE VIEW made AS SELECT 1 AS i",
        "CREATE FUNCTION made() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE TEMPORARY TABLE made (i int)", "CREATE INDEX ON t (v)",
        "ALTER TABLE t ADD COLUMN made int", "DROP TABLE t", "COMMENT ON TABLE t IS 'made'", "CREATE SCHEMA made",
        "DROP SCHEMA public CASCADE",
        "CREATE ROLE made", "ALTER ROLE hoop_ro CREATEDB", "SET ROLE postgres", "SELECT * FROM pg_authid",
        "SELECT pg_read_file('PG_VERSION')", "COPY t TO '/tmp/made'", "COPY t TO PROGRAM 'true'", "SELECT pg_reload_conf()",
        "CREATE DATABASE made", "ALTER SYSTEM SET work_mem = '1MB'",
    ];

    private static readonly string[] MariaDbStatements =
    [
        "SELECT * FROM orders.t", "SELECT * FROM orders.v", "INSERT INTO orders.t VALUES (2, 'x')", "UPDATE orders.t SET v = 'y'",
        "DELETE FROM orders.t", "TRUNCATE TABLE orders.t", "SELECT * FROM made_later.t", "CALL orders.p()",
        "CREATE TABLE orders.made (id INT)", "ALTER TABLE orders.t ADD COLUMN made INT", "ALTER TABLE orders.t ADD INDEX (v)",
        "CREATE INDEX made ON orders.t (v)", "DROP TABLE orders.t", "CREATE VIEW orders.made AS SELECT 1 AS i",
        "CREATE TRIGGER orders.made BEFORE INSERT ON orders.t FOR EACH ROW SET NEW.v = 'x'", "CREATE PROCEDURE orders.made() SELECT 1",
        "CREATE EVENT orders.made ON SCHEDULE EVERY 1 DAY DO SELECT 1", "CREATE TEMPORARY TABLE orders.made (id INT)",
        "LOCK TABLES orders.t READ", "CREATE SCHEMA made", "DROP SCHEMA orders", "CREATE USER made",
        "GRANT SELECT ON orders.* TO 'hoop_ro'@'%'",
        "SELECT * FROM mysql.user", "SELECT * FROM mysql.global_priv", "SELECT 1 INTO OUTFILE '/tmp/made'",
        "SET GLOBAL max_connections = 100",
        "SHUTDOWN",
    ];

    /// <summary>
    /// Each statement with the fixed role that allows it; null where none of ours does (Microsoft Learn, "Database-level roles" and the
    /// permissions that the page of each statement asks for).
    /// </summary>
    private static readonly (string Statement, string? AllowedBy)[] SqlServerStatements =
    [
        ("SELECT * FROM dbo.t", FixedRoles.Reader), ("SELECT * FROM dbo.v", FixedRoles.Reader),
        ("INSERT INTO dbo.t (v) VALUES (N'x')", FixedRoles.Writer), ("UPDATE dbo.t SET v = N'y'", FixedRoles.Writer),
        ("DELETE FROM dbo.t", FixedRoles.Writer), ("SELECT * FROM dbo.made_later", FixedRoles.Reader),
        ("TRUNCATE TABLE dbo.t", FixedRoles.Ddl), ("EXECUTE dbo.p", null), ("SELECT dbo.f()", null),
        ("CREATE TABLE dbo.made (i int)", FixedRoles.Ddl), ("ALTER TABLE dbo.t ADD made int", FixedRoles.Ddl),
        ("CREATE INDEX made ON dbo.t (v)", FixedRoles.Ddl), ("DROP TABLE dbo.t", FixedRoles.Ddl),
        ("CREATE VIEW dbo.made AS SELECT 1 AS i", FixedRoles.Ddl), ("CREATE PROCEDURE dbo.made AS SELECT 1", FixedRoles.Ddl),
        ("CREATE TRIGGER dbo.made ON dbo.t AFTER INSERT AS SELECT 1", FixedRoles.Ddl),
        ("CREATE TRIGGER made ON DATABASE FOR CREATE_TABLE AS SELECT 1", FixedRoles.Ddl), ("CREATE SCHEMA made", FixedRoles.Ddl),
        ("DROP SCHEMA made", FixedRoles.Ddl), ("CREATE USER made WITHOUT LOGIN", null),
        ("ALTER ROLE db_owner ADD MEMBER hoop_ro", null), ("GRANT SELECT ON dbo.t TO hoop_ro", null),
        ("EXECUTE AS USER = N'dbo'", null), ("ALTER DATABASE CURRENT SET READ_ONLY", null),
        ("BACKUP DATABASE app TO DISK = N'made.bak'", null), ("CREATE LOGIN made WITH PASSWORD = N'Made-0123456789'", null),
        ("CREATE DATABASE made", null),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly string Locks = """
        ## Locks

        Runs that change users on one server go one after the other; a run waits for another for at most ten minutes, and then says
        so (`Roles.Busy`). It is a courtesy that saves work: whatever crosses it all the same is tried again, and each run reads
        the server after its changes.

        - PostgreSQL: an advisory lock in the database `postgres` (`pg_locks`: classid 1215262576, objid 1383033957), given back
          with the connection at the latest. Behind a transaction pooler the same lock is a transaction that is kept open on a
          connection of its own; where that is lost, nothing more is changed (`Roles.LockLost`).
        - MySQL and MariaDB: `GET_LOCK`.
        - SQL Server: `sp_getapplock` in `master`, resource `HoopConnect`.

        The statements themselves take the server's own locks, each for the length of one transaction. One that waits too long for
        somebody else's names who holds it, since when and doing what, as far as the master may see.


        """.ReplaceLineEndings("\n");

    [Fact]
    public async Task What_each_role_may_do_is_what_the_servers_say()
    {
        MySqlTests.Installed();
        var page = new StringBuilder("""
            # What the roles may do

            Each statement was run as the role itself, on real servers, by the test that writes this page (`RolesPageTests`). What is not
            marked was refused for want of a privilege. Objects are somebody else's: the table `t` with a serial column, the view `v`, the
            function `f` or the procedure `p`. `made_later` was made after the roles.

            SQL Server's rows were not run: no server can be had where the tests are. There each statement is read by Microsoft's parsers
            and marked by what the documentation says of the fixed database roles that the role is a member of; see
            [sql-server.md](sql-server.md).

            With `-Database` all of this holds in the databases that were chosen, and nothing is said of the others.


            """.ReplaceLineEndings("\n"));
        await AddPostgreSqlAsync(page);
        await AddMariaDbAsync(page);
        AddSqlServer(page);
        page.Append(Locks);

        var path = Path.Combine(Repository.Root, Page);
        if (Environment.GetEnvironmentVariable("HOOP_WRITE_GOLDEN") == "1")
            await File.WriteAllTextAsync(path, page.ToString(), Stop);
        Assert.Equal((await File.ReadAllTextAsync(path, Stop)).ReplaceLineEndings("\n"), page.ToString());
    }

    private static async Task AddPostgreSqlAsync(StringBuilder page)
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.AsMasterAsync("postgres", "CREATE DATABASE app");
        await roles.AsMasterAsync("app", "CREATE TABLE t (id serial PRIMARY KEY, v text)", "INSERT INTO t (v) VALUES ('x')",
            "CREATE VIEW v AS SELECT * FROM t", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        await roles.AsMasterAsync("app", "CREATE TABLE made_later (i int)");
        var columns = new List<IReadOnlyList<bool>>();
        foreach (var kind in RoleNames.All)
            columns.Add(await TryAsync(roles, kind));
        RoleAssert.All(RoleState.Updated, WithoutInSync(await roles.ProvisionAsync(roles.Request with { SchemaCreate = true })));
        columns.Add(await TryAsync(roles, RoleKind.Ddl));
        Add(page, $"PostgreSQL {roles.Server.Major}", ["`hoop_ro`", "`hoop_rw`", "`hoop_ddl`", "`hoop_ddl` with `-SchemaCreate`"],
            PostgreSqlStatements, columns);
    }

    private static Dictionary<RoleKind, RoleOutcome> WithoutInSync(IReadOnlyDictionary<RoleKind, RoleOutcome> outcomes) =>
        outcomes.ToDictionary(pair => pair.Key, pair =>
            pair.Value.State == RoleState.InSync ? pair.Value with { State = RoleState.Updated } : pair.Value);

    private static async Task<IReadOnlyList<bool>> TryAsync(RoleServer roles, RoleKind kind)
    {
        var may = new List<bool>();
        foreach (var statement in PostgreSqlStatements)
        {
            await using var connection = await roles.Server.OpenAsync(roles.Login(kind), "app", Stop);
            var inTransaction = !statement.StartsWith("CREATE DATABASE", StringComparison.Ordinal)
                && !statement.StartsWith("ALTER SYSTEM", StringComparison.Ordinal);
            await using var transaction = inTransaction ? await connection.BeginTransactionAsync(Stop) : null;
            await using var command = new NpgsqlCommand(statement, connection);
            try
            {
                await command.ExecuteNonQueryAsync(Stop);
                may.Add(true);
            }
            catch (PostgresException refused)
            {
                Assert.True(refused.SqlState == "42501", $"{kind}: {statement}: {refused.Message}");
                may.Add(false);
            }
        }

        return may;
    }

    private static async Task AddMariaDbAsync(StringBuilder page)
    {
        await using var scenario = await MySql.Roles.RoleScenario.StartAsync();
        await ArrangeAsync(scenario);
        await scenario.ProvisionWellAsync(RoleState.Created);
        var columns = new List<IReadOnlyList<bool>>();
        foreach (var kind in RoleNames.All)
            columns.Add(await TryAsync(scenario, kind));
        var version = await scenario.VersionAsync();
        Add(page, $"MariaDB {version.Number.Major}.{version.Number.Minor}", ["`hoop_ro`", "`hoop_rw`", "`hoop_ddl`"],
            MariaDbStatements, columns);
    }

    private static void AddSqlServer(StringBuilder page)
    {
        Assert.All(SqlServerStatements, row => Assert.Null(TransactSql.ErrorIn(row.Statement)));
        page.Append("## SQL Server\n\n| statement | `hoop_ro` | `hoop_rw` | `hoop_ddl` | shown by |\n| --- | --- | --- | --- | --- |");
        foreach (var (statement, role) in SqlServerStatements)
        {
            page.Append("\n| `").Append(statement).Append("` |");
            foreach (var kind in RoleNames.All)
                page.Append(role is not null && FixedRoles.Of(kind).Contains(role) ? " yes |" : " |");
            page.Append(role is null ? " parsed; documented: none of the fixed roles" : $" parsed; documented: `{role}`").Append(" |");
        }

        page.Append("\n\n");
    }

    /// <summary>Everything as it was before a statement.</summary>
    private static Task ArrangeAsync(MySql.Roles.RoleScenario scenario) => scenario.Server.ArrangeAsync(
        "DROP SCHEMA IF EXISTS orders", "DROP SCHEMA IF EXISTS made", "CREATE SCHEMA orders",
        "CREATE TABLE orders.t (id INT PRIMARY KEY, v VARCHAR(9))", "INSERT INTO orders.t VALUES (1, 'x')",
        "CREATE VIEW orders.v AS SELECT * FROM orders.t", "CREATE PROCEDURE orders.p() SELECT 1");

    private static async Task<IReadOnlyList<bool>> TryAsync(MySql.Roles.RoleScenario scenario, RoleKind kind)
    {
        var may = new List<bool>();
        foreach (var statement in MariaDbStatements)
        {
            await ArrangeAsync(scenario);
            await scenario.Server.ArrangeAsync(
                "CREATE SCHEMA IF NOT EXISTS made_later", "CREATE TABLE IF NOT EXISTS made_later.t (id INT)");
            await using var session = await scenario.OpenAsync(kind);
            var failure = (await session.ExecuteEachAsync([statement], Stop))[0];
            Assert.True(failure is null or { Kind: HoopErrorKind.PermissionDenied }, $"{kind}: {statement}: {failure?.Message}");
            may.Add(failure is null);
        }

        return may;
    }

    private static void Add(
        StringBuilder page, string server, string[] roles, string[] statements,
        IReadOnlyList<IReadOnlyList<bool>> may)
    {
        page.Append("## ").Append(server).Append("\n\n| statement | ").AppendJoin(" | ", roles).Append(" |\n| --- |");
        foreach (var _ in roles)
            page.Append(" --- |");
        for (var row = 0; row < statements.Length; row++)
        {
            page.Append("\n| `").Append(statements[row]).Append("` |");
            foreach (var column in may)
                page.Append(column[row] ? " yes |" : " |");
        }

        page.Append("\n\n");
    }
}
