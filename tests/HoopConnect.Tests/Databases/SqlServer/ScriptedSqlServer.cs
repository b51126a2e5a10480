using System.Text.RegularExpressions;
using HoopConnect.Databases;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Sandbox.Servers.Tds;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Databases.SqlServer;

/// <summary>
/// A script for the TDS endpoint: keeps the logins and users that a server would have, answers the catalogue queries from them, and changes
/// them by the statements it knows, each read by its exact form. It is a double of SQL Server as we understand it, not SQL Server: it
/// proves what is sent and when, and that runs converge; that each batch is T-SQL is proved by Microsoft's parsers, what it does by
/// nobody here. A statement it does not know is error 102.
/// </summary>
internal sealed partial class ScriptedSqlServer : IAsyncDisposable
{
    public const string MasterPassword = "Master-Password*1";
    private readonly Lock _gate = new();
    private readonly Dictionary<int, ScriptedConnection> _connections = [];
    private readonly List<TdsRequest> _changes = [];
    private int _sids;
    private int? _lockHolder;
    private int _requestsLeft = int.MaxValue;
    private bool _carriesOut;
    private bool _dead;

    public ScriptedSqlServer()
        : this(new TdsServer()) => Endpoint.SetMasterPassword(MasterPassword);

    /// <summary>A script for an endpoint that somebody else started, with the master's password that it has.</summary>
    public ScriptedSqlServer(TdsServer endpoint)
    {
        Endpoint = endpoint;
        (Endpoint.ScriptOfConnections, Endpoint.Admit, Endpoint.Closed) = (Answer, Admit, Closed);
    }

    public TdsServer Endpoint { get; }

    /// <summary>How the server compares names; set before anything else.</summary>
    public StringComparer Collation
    {
        init => Logins = new Dictionary<string, ServerLogin>(value);
    }

    public Dictionary<string, ServerLogin> Logins { get; private init; } = new(StringComparer.OrdinalIgnoreCase);

    public SortedDictionary<string, ScriptedDatabase> Databases { get; } = new(StringComparer.Ordinal);

    public Dictionary<int, string> Sessions { get; } = [];

    /// <summary>Says which request fails, before it changes anything.</summary>
    public Func<TdsRequest, TdsError?> FailOn { get; set; } = _ => null;

    /// <summary>True: Babelfish, which takes no SID and has neither permissions of the server nor DDL triggers.</summary>
    public bool IsBabelfish { get; set; }

    public string Version { get; set; } = "16.0.4100.1";

    /// <summary>What HAS_PERMS_BY_NAME says about seeing the sessions of others.</summary>
    public int? SeesSessions { get; set; } = 1;

    /// <summary>False: there is no sp_getapplock.</summary>
    public bool HasLock { get; set; } = true;

    /// <summary>
    /// True: what a connection is not told otherwise is bent: implicit transactions, one row for each query, texts of four characters.
    /// </summary>
    public bool IsBent { get; set; }

    public ConnectionSettings Master =>
        new(Endpoint.Host, Endpoint.Port, new DatabaseLogin("admin", Secret.From(MasterPassword))) { CaFile = Endpoint.CaFile,
            Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>What was sent to change something, the tries that failed too.</summary>
    public IReadOnlyList<TdsRequest> Changes
    {
        get
        {
            lock (_gate)
                return [.. _changes];
        }
    }

    public ScriptedDatabase AddDatabase(string name, Action<ScriptedDatabase>? set = null)
    {
        var database = new ScriptedDatabase();
        set?.Invoke(database);
        return Databases[name] = database;
    }

    /// <summary>A login that somebody else made.</summary>
    public ServerLogin AddLogin(string name, string password = "by-hand-Password1")
    {
        Endpoint.Accounts[name] = password;
        return Logins[name] = new ServerLogin(name, "S", NextSid(), false,
            0) { Password = new PasswordStanding(true, false, false, false, false) };
    }

    /// <summary>The statements that changes of one database consist of, without what makes them transactions.</summary>
    public IReadOnlyList<string> StatementsIn(string database) =>
        [.. Changes.Where(change => change.Database == database).SelectMany(change => Lines(change.Sql))
            .Where(line => !Frame().IsMatch(line))];

    /// <summary>
    /// As if the process on the other side were killed: it gets no answer to the request after so many, and no connection from then on,
    /// until <see cref="Revive"/>.
    /// </summary>
    /// <param name="requests">How many requests are answered.</param>
    /// <param name="carriesOut">Whether the next one is carried out, without an answer.</param>
    public void KillAfter(int requests, bool carriesOut)
    {
        lock (_gate)
            (_requestsLeft, _carriesOut) = (requests, carriesOut);
    }

    /// <summary>Ends what <see cref="KillAfter"/> began; true where it came to the kill.</summary>
    public bool Revive()
    {
        lock (_gate)
        {
            foreach (var connection in _connections.Values)
                connection.RollBack();
            _connections.Clear();
            _lockHolder = null;
            _requestsLeft = int.MaxValue;
            var wasDead = _dead;
            _dead = false;
            return wasDead;
        }
    }

    /// <summary>What was sent and is no T-SQL, and why.</summary>
    public IReadOnlyList<string> NotTransactSql =>
        [.. Endpoint.Requests.Select(request => TransactSql.ErrorIn(request.AsBatch)).OfType<string>()];

    public async ValueTask DisposeAsync()
    {
        var wrong = NotTransactSql;
        await Endpoint.DisposeAsync();
        Assert.Empty(wrong);
    }

    private byte[] NextSid() => [0xAB, .. BitConverter.GetBytes(++_sids), .. new byte[11]];

    private TdsError? Admit(string user, string database)
    {
        lock (_gate)
        {
            if (_dead)
                return new TdsError(6005, "SHUTDOWN is in progress.", 14);
            if (Logins.TryGetValue(user, out var login) && login.Refusal is not null)
                return new TdsError(login.IsDisabled ? 18470 : login.Password is { IsLocked: true } ? 18486
                    : 18456, $"Login failed for user '{user}'.", 14);
            return database == "master" || Databases.ContainsKey(database) ? null
                : new TdsError(4060, $"Cannot open database \"{database}\".", 11);
        }
    }

    private void Closed(int number)
    {
        lock (_gate)
        {
            if (_connections.Remove(number, out var connection))
                connection.RollBack();
            if (_lockHolder == number)
                _lockHolder = null;
        }
    }

    private TdsAnswer Answer(int number, TdsRequest request)
    {
        lock (_gate)
        {
            if (_dead)
                return new TdsAnswer { HangUp = true };
            if (!_connections.TryGetValue(number, out var connection))
                _connections[number] = connection = new ScriptedConnection(IsBent);
            var isSetup = request.Sql.StartsWith("SET NOCOUNT", StringComparison.Ordinal);
            if (!isSetup && _requestsLeft-- == 0)
            {
                if (_carriesOut)
                    Answer(number, connection, request);
                _dead = true;
                return new TdsAnswer { HangUp = true };
            }

            var answer = isSetup ? connection.SetUp(request.Sql) : Answer(number, connection, request);
            return connection.Bend(answer);
        }
    }

    private TdsAnswer Answer(int number, ScriptedConnection connection, TdsRequest request)
    {
        if (FailOn(request) is { } error)
            return Failed(connection, error, request);
        var sql = request.AsBatch;
        if (sql.Contains("sys.sp_getapplock", StringComparison.Ordinal))
            return TakeLock(number);
        if (sql.Contains("sys.sp_releaseapplock", StringComparison.Ordinal))
        {
            _lockHolder = _lockHolder == number ? null : _lockHolder;
            return TdsAnswer.Done;
        }

        var asked = new AskedPrincipals(request);
        if (sql.Contains("FROM sys.databases", StringComparison.Ordinal))
            return new TdsAnswer { Results = [.. ServerRows(asked)] };
        if (sql.Contains("FROM sys.server_permissions", StringComparison.Ordinal))
            return IsBabelfish ? TdsAnswer.Failed(33557097, "relation \"sys.server_permissions\" does not exist")
                : new TdsAnswer { Results = [.. DetailRows(asked)] };
        if (sql.Contains("SUBSTRING(p.sid", StringComparison.Ordinal))
            return TdsAnswer.Rows(["i", "x", "n", "t", "s", "d"],
                [.. Logins.Values.OrderBy(login => login.Name).Select(login => Row(login, null))]);
        if (sql.Contains("DECLARE @ours", StringComparison.Ordinal))
            return new TdsAnswer { Results = [.. Databases[request.Database].OrphanedCode] };
        if (sql.Contains("FROM sys.database_principals", StringComparison.Ordinal))
        {
            var (triggers, owned) = (sql.Contains("FROM sys.triggers", StringComparison.Ordinal),
                sql.Contains("DECLARE @owners", StringComparison.Ordinal));
            return new TdsAnswer { Results = [.. Databases[request.Database]
                .Rows(asked, triggers, owned, sql.Contains("sys.sql_expression_dependencies", StringComparison.Ordinal),
                    sql.Contains("sys.assemblies", StringComparison.Ordinal))] };
        }

        if (sql.Contains("FROM sys.dm_exec_sessions", StringComparison.Ordinal))
        {
            var mine = Sessions.Where(session => SeesSessions == 1 && sql.Contains($"N'{session.Value}'", StringComparison.Ordinal));
            return TdsAnswer.Rows(["id"], [.. mine.Select(session => (IReadOnlyList<object?>)[session.Key])]);
        }

        return Change(connection, request);
    }

    private TdsAnswer Change(ScriptedConnection connection, TdsRequest request)
    {
        _changes.Add(request);
        if (connection.IsImplicit)
            return TdsAnswer.Done;
        var database = Databases.GetValueOrDefault(request.Database);
        if (Guard().Match(request.Sql) is { Success: true } guard
            && database?.DdlTriggers.Exists(trigger => !guard.Value.Contains($"N'{trigger}'", StringComparison.Ordinal)) == true)
            return Failed(connection, new TdsError(DdlTriggers.GuardError, DdlTriggers.Problem), null);
        foreach (var line in Lines(request.Sql))
        {
            if (line == "BEGIN TRANSACTION;" && database is not null)
                connection.Begin(database);
            else if (line == "COMMIT TRANSACTION;")
                connection.Commit();
            else if (line == "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;")
                connection.RollBack();
            else if (!Frame().IsMatch(line) && (database is null ? ChangeServer(line) : database.Change(line, this)) is { } error)
                return Failed(connection, error, null);
        }

        return TdsAnswer.Done;
    }

    /// <summary>XACT_ABORT: an error rolls the transaction back.</summary>
    private TdsAnswer Failed(ScriptedConnection connection, TdsError error, TdsRequest? change)
    {
        if (change is not null && !change.Sql.Contains("SELECT p.principal_id", StringComparison.Ordinal))
            _changes.Add(change);
        connection.RollBack();
        return new TdsAnswer { Error = error };
    }

    private TdsAnswer TakeLock(int number)
    {
        if (!HasLock)
            return TdsAnswer.Failed(2812, "Could not find stored procedure 'sys.sp_getapplock'.");
        if (_lockHolder is not null && _lockHolder != number)
            return new TdsAnswer { Results = [new TdsResult(["r"], [[-1]])], Delay = TimeSpan.FromMilliseconds(20) };
        _lockHolder = number;
        return TdsAnswer.Rows(["r"], [0]);
    }

    private IEnumerable<TdsResult> ServerRows(AskedPrincipals asked)
    {
        var known = Logins.Values.Where(login => asked.IndexOf(login.Name, Logins.Comparer) is not null || asked.HasSid(login.Sid))
            .ToList();
        yield return new TdsResult(["v", "b", "m", "s"], [[Version, IsBabelfish ? 1 : null, "admin", SeesSessions]]);
        yield return new TdsResult(["n", "s", "u", "p", "b", "r", "w", "a"],
        [
            .. new[] { "master", "tempdb", "model", "msdb",
                "rdsadmin" }.Select(name => (IReadOnlyList<object?>)[name, "ONLINE", "MULTI_USER", 0, 0, 0, "READ_WRITE", 1]),
            .. Databases.Select(pair => (IReadOnlyList<object?>)
            [
                pair.Key, pair.Value.State, pair.Value.UserAccess, pair.Value.IsSnapshot ? 1 : 0, pair.Value.IsStandby ? 1 : 0,
                pair.Value.IsReadOnly ? 1 : 0, pair.Value.Updateability, pair.Value.HasAccess ? 1 : 0,
            ]),
        ]);
        yield return new TdsResult(["i", "x", "n", "t", "s", "d"],
            [.. known.Select(login => Row(login, asked.IndexOf(login.Name, Logins.Comparer)))]);
        yield return new TdsResult(["i", "r"],
            [.. known.SelectMany(login => login.ServerRoles.Select(role => (IReadOnlyList<object?>)[IdOf(login), role]))]);
    }

    private IEnumerable<TdsResult> DetailRows(AskedPrincipals asked)
    {
        var known = Logins.Values.Where(login => asked.IndexOf(login.Name, Logins.Comparer) is not null).ToList();
        yield return new TdsResult(["g", "c", "s", "p", "o", "t", "b"],
        [
            [1, "SERVER", "G", "CONNECT SQL", null, null, "sa"],
            .. known.SelectMany(login => login.Permissions.Select(permission => (IReadOnlyList<object?>)
                [IdOf(login), permission.Class, permission.State, permission.Name, permission.Object, permission.PrincipalType,
                    permission.Grantor])),
            .. known.Where(login => !login.IsConnectRevoked && !login.Permissions.Any(permission => permission.IsConnect))
                .Select(login => (IReadOnlyList<object?>)[IdOf(login), "SERVER", "G", "CONNECT SQL", null, null, "sa"]),
        ]);
        yield return new TdsResult(["n", "c"], [.. known.Where(login => login.GrantsToOthers > 0)
            .Select(login => (IReadOnlyList<object?>)[IdOf(login), login.GrantsToOthers])]);
        yield return new TdsResult(["i", "p", "e", "l", "x", "m"],
        [
            .. known.Where(login => login.Password is not null).Select(login => (IReadOnlyList<object?>)
            [
                IdOf(login), login.Password!.ChecksPolicy ? 1 : 0, login.Password.Expires ? 1 : 0, login.Password.IsLocked ? 1 : 0,
                login.Password.IsExpired ? 1 : 0, login.Password.MustChange ? 1 : 0,
            ]),
        ]);
    }

    private static IReadOnlyList<object?> Row(ServerLogin login, object? index) =>
        [IdOf(login), index, login.Name, login.Type, login.Sid, login.IsDisabled ? 1 : 0];

    private static int IdOf(ServerLogin login) =>
        100 + Math.Abs(login.Name.Aggregate(7, (hash, letter) => (hash * 31) + letter) % 1_000_000);

    private static string[] Lines(string sql) => Guard().Replace(sql, "").Split('\n');

    [GeneratedRegex(@"IF EXISTS \((?:(?!THROW).)*THROW 50001, N'[^']*', 1;\n", RegexOptions.Singleline)]
    private static partial Regex Guard();

    [GeneratedRegex(@"^(SET XACT_ABORT ON;|BEGIN TRANSACTION;|COMMIT TRANSACTION;|IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;)$")]
    private static partial Regex Frame();
}
