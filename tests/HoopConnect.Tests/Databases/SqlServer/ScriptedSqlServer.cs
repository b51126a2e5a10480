using System.Text.RegularExpressions;
using HoopConnect.Databases;
using HoopConnect.Databases.SqlServer.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Sandbox.Servers.Tds;
using HoopConnect.Secrets;
using HoopConnect.Tests.Databases.SqlServer.Roles;

namespace HoopConnect.Tests.Databases.SqlServer;

/// <summary>
/// A script for the TDS endpoint: keeps the logins and users that a server would have, answers the catalogue queries from them, and changes
/// them by the statements it knows, each read by its exact form. It is a double of SQL Server as we understand it, not SQL Server: it proves what is sent
/// and when, and that runs converge; it does not prove that the T-SQL is right. A statement it does not know is error 102.
/// </summary>
internal sealed partial class ScriptedSqlServer : IAsyncDisposable
{
    public const string MasterPassword = "Master-Password*1";
    private readonly Lock _gate = new();
    private int _sids;

    public ScriptedSqlServer()
        : this(new TdsServer()) => Endpoint.SetMasterPassword(MasterPassword);

    /// <summary>A script for an endpoint that somebody else started, with the master's password that it has.</summary>
    public ScriptedSqlServer(TdsServer endpoint)
    {
        Endpoint = endpoint;
        (Endpoint.Script, Endpoint.Admit) = (Answer, Admit);
    }

    public TdsServer Endpoint { get; }

    public Dictionary<string, ServerLogin> Logins { get; } = new(StringComparer.OrdinalIgnoreCase);

    public SortedDictionary<string, ScriptedDatabase> Databases { get; } = new(StringComparer.Ordinal);

    public Dictionary<int, string> Sessions { get; } = [];

    /// <summary>Says which request fails, before it changes anything.</summary>
    public Func<TdsRequest, TdsError?> FailOn { get; set; } = _ => null;

    /// <summary>False: the server has no view of permissions on the server.</summary>
    public bool HasServerPermissions { get; set; } = true;

    public ConnectionSettings Master =>
        new(Endpoint.Host, Endpoint.Port, new DatabaseLogin("admin", Secret.From(MasterPassword))) { CaFile = Endpoint.CaFile, Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>What was sent besides queries.</summary>
    public IReadOnlyList<TdsRequest> Changes => [.. Endpoint.Requests.Where(request => !request.Sql.Contains("SELECT ", StringComparison.Ordinal))];

    public ScriptedDatabase AddDatabase(string name, Action<ScriptedDatabase>? set = null)
    {
        var database = new ScriptedDatabase();
        set?.Invoke(database);
        return Databases[name] = database;
    }

    public ServerLogin AddLogin(string name, string password = "by-hand-Password1")
    {
        Endpoint.Accounts[name] = password;
        return Logins[name] = new ServerLogin(name, "S", NextSid(), false, 0);
    }

    public ValueTask DisposeAsync() => Endpoint.DisposeAsync();

    private byte[] NextSid() => [0xAB, .. BitConverter.GetBytes(++_sids), .. new byte[11]];

    private TdsError? Admit(string user, string database)
    {
        lock (_gate)
        {
            if (Logins.TryGetValue(user, out var login) && login.IsDisabled)
                return new TdsError(18470, $"Login failed for user '{user}'. Reason: The account is disabled.", 14);
            return database == "master" || Databases.ContainsKey(database) ? null : new TdsError(4060, $"Cannot open database \"{database}\".", 11);
        }
    }

    private TdsAnswer Answer(TdsRequest request)
    {
        lock (_gate)
        {
            if (FailOn(request) is { } error)
                return new TdsAnswer { Error = error };
            if (request.Sql.Contains("FROM sys.databases", StringComparison.Ordinal))
                return ServerRows();
            if (request.Sql.Contains("FROM sys.server_permissions", StringComparison.Ordinal))
                return HasServerPermissions ? ServerPermissions() : TdsAnswer.Failed(208, "Invalid object name 'sys.server_permissions'.");
            if (request.Sql.Contains("FROM sys.database_principals", StringComparison.Ordinal))
                return DatabaseRows(Databases[request.Database], request.Sql);
            if (request.Sql.Contains("FROM sys.dm_exec_sessions", StringComparison.Ordinal))
                return TdsAnswer.Rows(["id"], [.. Sessions.Where(session => request.Sql.Contains($"N'{session.Value}'", StringComparison.Ordinal)).Select(session => (IReadOnlyList<object?>)[session.Key])]);
            foreach (var line in request.Sql.Split('\n'))
            {
                if (!Change(request.Database, line))
                    return TdsAnswer.Failed(102, $"Incorrect syntax near '{line}'.");
            }

            return TdsAnswer.Done;
        }
    }

    private TdsAnswer ServerRows() => new()
    {
        Results =
        [
            new TdsResult(["n", "s", "u", "p", "b", "r", "w", "a"],
            [
                .. new[] { "master", "tempdb", "model", "msdb", "rdsadmin" }.Select(name => (IReadOnlyList<object?>)[name, "ONLINE", "MULTI_USER", 0, 0, 0, "READ_WRITE", 1]),
                .. Databases.Select(pair => (IReadOnlyList<object?>)
                [
                    pair.Key, pair.Value.State, pair.Value.UserAccess, pair.Value.IsSnapshot ? 1 : 0, pair.Value.IsStandby ? 1 : 0,
                    pair.Value.IsReadOnly ? 1 : 0, pair.Value.Updateability, pair.Value.HasAccess ? 1 : 0,
                ]),
            ]),
            new TdsResult(["n", "t", "s", "d"], [.. Logins.Values.Select(login => (IReadOnlyList<object?>)[login.Name, login.Type, login.Sid, login.IsDisabled ? 1 : 0])]),
            new TdsResult(["n", "r"], [.. Logins.Values.SelectMany(login => login.ServerRoles.Select(role => (IReadOnlyList<object?>)[login.Name, role]))]),
        ],
    };

    private TdsAnswer ServerPermissions() => new()
    {
        Results =
        [
            new TdsResult(["g", "c", "s", "p", "o", "t", "b"],
            [
                .. Logins.Values.SelectMany(login => login.Permissions.Append(new Permission(login.Name, "SERVER", "G", "CONNECT SQL", null, null, null, null, "sa")))
                    .Select(permission => (IReadOnlyList<object?>)[permission.Grantee, permission.Class, permission.State, permission.Name, permission.Object, permission.PrincipalType, permission.Grantor]),
            ]),
            new TdsResult(["n", "c"], [.. Logins.Values.Where(login => login.GrantsToOthers > 0).Select(login => (IReadOnlyList<object?>)[login.Name, login.GrantsToOthers])]),
        ],
    };

    private static TdsAnswer DatabaseRows(ScriptedDatabase database, string sql)
    {
        var connects = database.Principals.Values.Where(user => database.ListsConnect && user.Type == "S" && !database.Permissions.Any(permission => permission.IsConnect && permission.Grantee == user.Name))
            .Select(user => new Permission(user.Name, "DATABASE", "G", "CONNECT", null, null, null, null, "dbo"));
        List<TdsResult> results =
        [
            new TdsResult(["l", "u"], [["admin", database.MasterUser]]),
            new TdsResult(["n", "t", "s", "a", "g"], [.. database.Principals.Values.Select(user => (IReadOnlyList<object?>)[user.Name, user.Type, user.Sid, user.AuthenticationType, user.GrantsToOthers])]),
            new TdsResult(["u", "r"], [.. database.Members.Select(member => (IReadOnlyList<object?>)[member.User, member.Role])]),
            new TdsResult(["u", "c", "s", "p", "sc", "o", "col", "t", "g"],
            [
                .. connects.Concat(database.Permissions.Where(permission => permission.State != "R")).Select(permission => (IReadOnlyList<object?>)
                    [permission.Grantee, permission.Class, permission.State, permission.Name, permission.Schema, permission.Object, permission.Column, permission.PrincipalType, permission.Grantor]),
            ]),
            new TdsResult(["n"], [.. database.Marks.Select(mark => (IReadOnlyList<object?>)["HoopConnect." + mark])]),
        ];
        if (sql.Contains("FROM sys.schemas", StringComparison.Ordinal))
            results.Add(new TdsResult(["u", "c", "s", "n"], [.. database.Owned.Select(owned => (IReadOnlyList<object?>)[owned.Owner, owned.Class, owned.Schema, owned.Name])]));
        return new TdsAnswer { Results = results };
    }

    private bool Change(string database, string line)
    {
        if (line is "SET XACT_ABORT ON;" or "BEGIN TRANSACTION;" or "COMMIT TRANSACTION;")
            return true;
        return database == "master" ? ChangeServer(line) : ChangeDatabase(Databases[database], line);
    }

    private bool ChangeServer(string line)
    {
        if (CreateLogin().Match(line) is { Success: true } create)
        {
            AddLogin(create.Groups[1].Value, create.Groups[2].Value);
        }
        else if (AlterPassword().Match(line) is { Success: true } alter && Logins.ContainsKey(alter.Groups[1].Value))
        {
            Endpoint.Accounts[alter.Groups[1].Value] = alter.Groups[2].Value;
        }
        else if (AlterLogin().Match(line) is { Success: true } able && Logins.TryGetValue(able.Groups[1].Value, out var login))
        {
            if (able.Groups[2].Value is "ENABLE" or "DISABLE")
                Logins[login.Name] = login with { IsDisabled = able.Groups[2].Value == "DISABLE" };
        }
        else if (DropLogin().Match(line) is { Success: true } drop && Logins.Remove(drop.Groups[1].Value))
        {
            Endpoint.Accounts.TryRemove(drop.Groups[1].Value, out _);
        }
        else if (LeaveServerRole().Match(line) is { Success: true } leave && Logins.TryGetValue(leave.Groups[2].Value, out var member))
        {
            Logins[member.Name] = member with { ServerRoles = member.ServerRoles.Where(role => role != leave.Groups[1].Value).ToList() };
        }
        else if (Kill().Match(line) is { Success: true } kill)
        {
            return Sessions.Remove(int.Parse(kill.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
        }
        else
        {
            var owner = Logins.Values.FirstOrDefault(candidate => candidate.Permissions.Any(permission => Undoes(line, permission)));
            if (owner is null)
                return false;
            Logins[owner.Name] = owner with { Permissions = owner.Permissions.Where(permission => !Undoes(line, permission)).ToList() };
        }

        return true;
    }

    private bool ChangeDatabase(ScriptedDatabase database, string line)
    {
        if (CreateUser().Match(line) is { Success: true } create)
        {
            var name = create.Groups[1].Value;
            return Logins.TryGetValue(name, out var login) && database.Principals.TryAdd(name, new DatabasePrincipal(name, "S", login.Sid, 1, 0));
        }

        if (MapUser().Match(line) is { Success: true } map && database.Principals.TryGetValue(map.Groups[1].Value, out var user))
            database.Principals[user.Name] = user with { Sid = Logins[user.Name].Sid };
        else if (DropUser().Match(line) is { Success: true } drop && database.Owned.All(owned => owned.Owner != drop.Groups[1].Value))
            return database.Principals.Remove(drop.Groups[1].Value);
        else if (AlterRole().Match(line) is { Success: true } role)
            return role.Groups[2].Value == "ADD" ? database.Members.Add((role.Groups[3].Value, role.Groups[1].Value)) : database.Members.Remove((role.Groups[3].Value, role.Groups[1].Value));
        else if (Property().Match(line) is { Success: true } property)
            return property.Groups[1].Value == "add" ? database.Marks.Add(property.Groups[2].Value) : database.Marks.Remove(property.Groups[2].Value);
        else if (Authorization().Match(line) is { Success: true } given)
            return given.Groups[1].Value.StartsWith("DATABASE::", StringComparison.Ordinal) || database.Owned.RemoveAll(owned => owned.Securable == given.Groups[1].Value) == 1;
        else
            // Of a permission to connect that may be passed on only that is taken: it is listed as granted again by DatabaseRows.
            return database.Permissions.RemoveAll(permission => Undoes(line, permission)) == 1;
        return true;
    }

    private static bool Undoes(string line, Permission permission) =>
        line == RoleStatements.Revoke(permission) || (permission.IsConnect && line == $"GRANT {permission.Name} TO [{permission.Grantee}];");

    [GeneratedRegex(@"^CREATE LOGIN \[(\w+)\] WITH PASSWORD = N'([^']+)', DEFAULT_DATABASE = \[master\], CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;$")]
    private static partial Regex CreateLogin();

    [GeneratedRegex(@"^ALTER LOGIN \[(\w+)\] WITH PASSWORD = N'([^']+)';$")]
    private static partial Regex AlterPassword();

    [GeneratedRegex(@"^ALTER LOGIN \[(\w+)\] (ENABLE|DISABLE|WITH CHECK_POLICY = OFF|WITH CHECK_POLICY = ON, CHECK_EXPIRATION = OFF);$")]
    private static partial Regex AlterLogin();

    [GeneratedRegex(@"^DROP LOGIN \[(\w+)\];$")]
    private static partial Regex DropLogin();

    [GeneratedRegex(@"^ALTER SERVER ROLE \[(\w+)\] DROP MEMBER \[(\w+)\];$")]
    private static partial Regex LeaveServerRole();

    [GeneratedRegex(@"^KILL (\d+);$")]
    private static partial Regex Kill();

    [GeneratedRegex(@"^CREATE USER \[(\w+)\] FOR LOGIN \[\1\];$")]
    private static partial Regex CreateUser();

    [GeneratedRegex(@"^ALTER USER \[(\w+)\] WITH LOGIN = \[\1\];$")]
    private static partial Regex MapUser();

    [GeneratedRegex(@"^DROP USER \[(\w+)\];$")]
    private static partial Regex DropUser();

    [GeneratedRegex(@"^ALTER ROLE \[([^\]]+)\] (ADD|DROP) MEMBER \[(\w+)\];$")]
    private static partial Regex AlterRole();

    [GeneratedRegex(@"^EXEC sys\.sp_(add|drop)extendedproperty @name = N'HoopConnect\.(\w+)'(?:, @value = N'managed by HoopConnect')?;$")]
    private static partial Regex Property();

    [GeneratedRegex(@"^ALTER AUTHORIZATION ON (.+) TO \[[^\]]+\];$")]
    private static partial Regex Authorization();
}
