using System.Text.RegularExpressions;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Sandbox.Servers.Tds;

namespace HoopConnect.Tests.Databases.SqlServer;

/// <summary>What a scripted server says of one database, and what the statements it knows make of it.</summary>
internal sealed partial class ScriptedDatabase
{
    public string State { get; set; } = "ONLINE";

    public string UserAccess { get; set; } = "MULTI_USER";

    public bool IsReadOnly { get; set; }

    public bool IsStandby { get; set; }

    public bool IsSnapshot { get; set; }

    public string Updateability { get; set; } = "READ_WRITE";

    public bool HasAccess { get; set; } = true;

    public string MasterUser { get; set; } = "dbo";

    /// <summary>Whether the master is in db_owner; null for what the server does not say.</summary>
    public int? MasterIsOwner { get; set; } = 1;

    /// <summary>Whether the catalogue lists CONNECT (SQL Server does, Babelfish lists no permissions).</summary>
    public bool ListsConnect { get; set; } = true;

    public Dictionary<string, DatabasePrincipal> Principals { get; private set; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["dbo"] = new DatabasePrincipal("dbo", "S", [1], 1, 0),
        ["db_datareader"] = new DatabasePrincipal("db_datareader", "R", [], 0, 0),
        ["db_datawriter"] = new DatabasePrincipal("db_datawriter", "R", [], 0, 0),
        ["db_ddladmin"] = new DatabasePrincipal("db_ddladmin", "R", [], 0, 0),
    };

    public HashSet<(string User, string Role)> Members { get; private set; } = [];

    public List<Permission> Permissions { get; private set; } = [];

    /// <summary>The extended properties of the database, by the users in their names.</summary>
    public Dictionary<string, string> Marks { get; private set; } = [];

    public List<OwnedObject> Owned { get; private set; } = [];

    /// <summary>Permissions of others on what users own, and those that users gave.</summary>
    public List<OwnedGrant> Grants { get; private set; } = [];

    public List<Blocker> Blockers { get; private set; } = [];

    /// <summary>Code that users own, or that runs as them.</summary>
    public List<OwnedCode> Code { get; private set; } = [];

    public List<HangingCode> Hanging { get; private set; } = [];

    /// <summary>What the query for orphaned code is answered with: code, users of ours in its privileges, who may make code.</summary>
    public IReadOnlyList<TdsResult> OrphanedCode { get; set; } = [];

    /// <summary>The extended property of users themselves, by their names.</summary>
    public Dictionary<string, string> UserMarks { get; private set; } = [];

    /// <summary>Who may do nothing, not even connect.</summary>
    public HashSet<string> Denied { get; private set; } = [];

    /// <summary>Enabled DDL triggers that run as the caller.</summary>
    public List<string> DdlTriggers { get; private set; } = [];

    /// <summary>What ALTER AUTHORIZATION has dropped and nobody has given again.</summary>
    public List<OwnedGrant> Dropped { get; private set; } = [];

    /// <summary>The name of who gets what a user leaves.</summary>
    public static string NewOwnerOf(string user) => $"hoop_removed_{IdOf(user)}_0";

    public IEnumerable<string> RolesOf(string user) =>
        Members.Where(member => member.User == user).Select(member => member.Role).Order(StringComparer.Ordinal);

    /// <summary>The database as it is now; <see cref="Restore"/> puts it back.</summary>
    public ScriptedDatabase Snapshot()
    {
        var copy = new ScriptedDatabase();
        copy.Restore(this);
        return copy;
    }

    public void Restore(ScriptedDatabase other)
    {
        Principals = new Dictionary<string, DatabasePrincipal>(other.Principals, other.Principals.Comparer);
        Members = [.. other.Members];
        Permissions = [.. other.Permissions];
        Marks = new Dictionary<string, string>(other.Marks);
        Owned = [.. other.Owned];
        Grants = [.. other.Grants];
        Blockers = [.. other.Blockers];
        Code = [.. other.Code];
        Hanging = [.. other.Hanging];
        UserMarks = new Dictionary<string, string>(other.UserMarks);
        Denied = [.. other.Denied];
        DdlTriggers = [.. other.DdlTriggers];
        Dropped = [.. other.Dropped];
    }

    /// <summary>The rows of the catalogue that were asked for.</summary>
    public IEnumerable<TdsResult> Rows(AskedPrincipals asked, bool withTriggers, bool withOwned, bool withCode, bool withDetails)
    {
        var connects = Principals.Values
            .Where(user => ListsConnect && user.Type == "S"
                && !Permissions.Any(permission => permission.IsConnect && permission.Grantee == user.Name))
            .Select(user => new Permission(user.Name, "DATABASE", "G", "CONNECT", null, null, null, null, "dbo"));
        var known = Principals.Values.Where(user => asked.IndexOf(user.Name, Principals.Comparer) is not null || asked.HasSid(user.Sid))
            .ToList();
        yield return new TdsResult(["l", "u", "o"], [["admin", MasterUser, MasterIsOwner]]);
        yield return Result(known.Select(user => Row(
            IdOf(user.Name), asked.IndexOf(user.Name, Principals.Comparer), user.Name, user.Type, user.Sid, user.AuthenticationType,
            user.GrantsToOthers, user.Made, user.Owns + Owned.Count(owned => owned.Owner == user.Name))));
        yield return Result(Members.Where(member => Asked(member.User)).Select(member => Row(IdOf(member.User), member.Role)));
        yield return Result(connects.Concat(Permissions.Where(permission => permission.State != "R"))
            .Where(permission => Asked(permission.Grantee)).Select(permission => Row([IdOf(permission.Grantee), .. Columns(permission)])));
        yield return Result(Marks.Select(mark => Row(asked.IndexOf(mark.Key, Principals.Comparer), mark.Value)));
        if (withTriggers)
            yield return Result(DdlTriggers.Select(trigger => Row(trigger)));
        if (!withOwned)
            yield break;
        foreach (var kind in new[] { "SCHEMA", "OBJECT", "TYPE", "XML SCHEMA COLLECTION", "ROLE" })
        {
            yield return Result(Owned.Where(owned => owned.Class == kind && Asked(owned.Owner))
                .Select(owned => Row(IdOf(owned.Owner), owned.Class, owned.Schema, owned.Name)));
        }

        if (!withCode)
            yield break;
        var code = Code.Where(code => Asked(code.User)).ToLookup(code => code.Id != 0 && code.Type is "P" or "V" or "FN" or "TF" or "TR");
        yield return Result(code[true].Select(Row));
        yield return Result(Hanging.Select(hanging => Row(hanging.Code, hanging.Id, hanging.Name)));
        yield return Result(Principals.Values.Where(user => user.Name.StartsWith("hoop_removed", StringComparison.Ordinal))
            .Select(user => Row(user.Name, user.Type, user.AuthenticationType, UserMarks.GetValueOrDefault(user.Name),
                Members.Count(member => member.User == user.Name), Permissions.Count(permission => permission.Grantee == user.Name), 0,
                Owned.Count(owned => owned.Owner == user.Name))));
        if (!withDetails)
            yield break;
        yield return Result(Grants.Where(grant => Asked(grant.Owner) || Asked(grant.Giver)).Select(grant => Row(
            [IdOf(grant.Owner), IdOf(grant.Giver), grant.Permission.Grantee, .. Columns(grant.Permission)])));
        yield return Result(code[false].Select(Row));
        for (var set = 1; set < 10; set++)
            yield return Result([]);
        yield return Result(Blockers.Where(blocker => Asked(blocker.User))
            .Select(blocker => Row(IdOf(blocker.User), blocker.Kind, blocker.Name)));

        bool Asked(string? name) => name is not null && asked.IndexOf(name, Principals.Comparer) is not null;
    }

    /// <summary>Runs one statement; null where it is none that is known, or does not fit.</summary>
    public TdsError? Change(string line, ScriptedSqlServer server)
    {
        var unknown = new TdsError(102, $"Incorrect syntax near '{line}'.");
        if (CreateUser().Match(line) is { Success: true } create)
        {
            var name = create.Groups[1].Value;
            if (!server.Logins.TryGetValue(name, out var login))
                return new TdsError(15007, $"'{name}' is not a valid login or you do not have permission.");
            return Principals.TryAdd(name, new DatabasePrincipal(name, "S", login.Sid, 1, 0)) ? null
                : new TdsError(15023, $"User, group, or role '{name}' already exists in the current database.");
        }

        if (Code.Find(code => code.Drop == line) is { } dropped)
            return DropCode(dropped);
        if (DenyConnect().Match(line) is { Success: true } deny && Principals.ContainsKey(deny.Groups[1].Value))
            return Denied.Add(deny.Groups[1].Value) ? null : unknown;
        if (CreateUserWithoutLogin().Match(line) is { Success: true } without)
            return Principals.TryAdd(without.Groups[1].Value, new DatabasePrincipal(without.Groups[1].Value, "S", [0x77], 0, 0)) ? null
                : unknown;
        if (MapUser().Match(line) is { Success: true } map && Principals.TryGetValue(map.Groups[1].Value, out var user))
        {
            Principals[user.Name] = user with { Sid = server.Logins[user.Name].Sid };
            return null;
        }

        if (DropUser().Match(line) is { Success: true } drop)
            return Drop(drop.Groups[1].Value);
        if (AlterRole().Match(line) is { Success: true } role && Principals.ContainsKey(role.Groups[3].Value))
        {
            var member = (role.Groups[3].Value, role.Groups[1].Value);
            return (role.Groups[2].Value == "ADD" ? Members.Add(member) : Members.Remove(member)) ? null : unknown;
        }

        if (Property().Match(line) is { Success: true } property)
            return Mark(property) ? null : unknown;
        if (UserProperty().Match(line) is { Success: true } userMark && Principals.ContainsKey(userMark.Groups[2].Value))
            return UserMarks.TryAdd(userMark.Groups[2].Value, userMark.Groups[1].Value) ? null : unknown;
        if (Authorization().Match(line) is { Success: true } given)
            return GiveAway(given.Groups[1].Value, given.Groups[2].Value) ? null : unknown;
        return GiveAgain(line) || Permissions.RemoveAll(permission => Undoes(line, permission)) == 1 ? null : unknown;
    }

    /// <summary>Of a permission to connect that may be passed on only that is taken: it is listed as granted again afterwards.</summary>
    internal static bool Undoes(string line, Permission permission) =>
        line == PermissionStatements.Revoke(permission)
            || (permission.IsConnect && line == $"GRANT {permission.Name} TO [{permission.Grantee}];");

    private TdsError? Drop(string name)
    {
        if (Owned.Any(owned => owned.Owner == name))
            return new TdsError(15138, "The database principal owns a schema in the database, and cannot be dropped.");
        if (Code.Any(code => code.User == name && !code.ChangesHands) || Blockers.Any(blocker => blocker.User == name)
            || Grants.Any(grant => grant.Giver == name))
            return new TdsError(15284,
                "The database principal has granted or denied permissions to objects in the database and cannot be dropped.");
        if (!Principals.Remove(name))
            return new TdsError(15151, $"Cannot drop the user '{name}', because it does not exist or you do not have permission.");
        UserMarks.Remove(name);
        Members.RemoveWhere(member => member.User == name);
        Permissions.RemoveAll(permission => permission.Grantee == name);
        return null;
    }

    private TdsError? DropCode(OwnedCode code)
    {
        if (Hanging.Any(hanging => hanging.Code == code.Id))
            return new TdsError(3729, $"Cannot DROP '{code.Name}' because it is being referenced by an object.");
        Code.Remove(code);
        Hanging.RemoveAll(hanging => hanging.Id == code.Id);
        Owned.RemoveAll(owned => owned.Schema == code.Schema && owned.Name == code.Name);
        Grants.RemoveAll(grant => grant.Permission.Schema == code.Schema && grant.Permission.Object == code.Name);
        return null;
    }

    private bool Mark(Match property)
    {
        var (verb, user, value) = (property.Groups[1].Value, property.Groups[2].Value, property.Groups[3].Value);
        if (verb == "drop")
            return Marks.Remove(user);
        if (Marks.ContainsKey(user) != (verb == "update"))
            return false;
        Marks[user] = value;
        return true;
    }

    private bool GiveAway(string securable, string newOwner)
    {
        if (securable.StartsWith("DATABASE::", StringComparison.Ordinal))
            return true;
        var thing = Owned.Find(owned => owned.Securable == securable);
        if (thing is null || !Principals.ContainsKey(newOwner))
            return false;
        Owned.Remove(thing);
        Owned.Add(thing with { Owner = newOwner });
        foreach (var code in Code.Where(code => code.User == thing.Owner && code.IsOwned).ToList())
        {
            Code.Remove(code);
            Code.Add(code with { User = newOwner });
        }

        // What ALTER AUTHORIZATION does to the permissions on what changes hands: the documentation says that they are dropped.
        var dropped = Grants.Where(grant => grant.Owner == thing.Owner).ToList();
        Grants.RemoveAll(dropped.Contains);
        Dropped.AddRange(dropped.Select(grant => grant with { Owner = newOwner, Giver = grant.Giver == thing.Owner ? newOwner
            : grant.Giver }));
        return true;
    }

    private bool GiveAgain(string line)
    {
        var grant = Dropped.Find(grant => line == PermissionStatements.Restore(grant.Permission, null)
            || line == PermissionStatements.Restore(grant.Permission, grant.Permission.Grantor));
        if (grant is null)
            return false;
        Dropped.Remove(grant);
        Grants.Add(grant);
        return true;
    }

    /// <summary>The number of a principal, the same for as long as it has this name.</summary>
    private static int? IdOf(string? name) =>
        name is null ? null : Math.Abs(name.ToLowerInvariant().Aggregate(7, (hash, letter) => (hash * 31) + letter) % 1_000_000);

    private static object?[] Columns(Permission permission) =>
        [permission.Class, permission.State, permission.Name, permission.Schema, permission.Object, permission.Column,
            permission.PrincipalType, permission.Grantor];

    private static object?[] Row(OwnedCode code) => Row(
        IdOf(code.User), code.Id, code.Type, code.Schema, code.Name, code.RunsAs switch
        {
            ExecuteAs.Caller => null,
            ExecuteAs.Owner => -2,
            ExecuteAs.User => IdOf(code.User),
            _ => 1,
        },
        code.IsOwned ? 1 : 0);

    private static object?[] Row(params object?[] values) => values;

    private static TdsResult Result(IEnumerable<IReadOnlyList<object?>> rows)
    {
        var list = rows.ToList();
        return new TdsResult([.. Enumerable.Range(0, list.Count == 0 ? 1 : list[0].Count).Select(column => $"c{column}")], list);
    }

    [GeneratedRegex(@"^CREATE USER \[(\w+)\] FOR LOGIN \[\1\];$")]
    private static partial Regex CreateUser();

    [GeneratedRegex(@"^CREATE USER \[(\w+)\] WITHOUT LOGIN;$")]
    private static partial Regex CreateUserWithoutLogin();

    [GeneratedRegex(@"^DENY CONNECT TO \[(\w+)\];$")]
    private static partial Regex DenyConnect();

    [GeneratedRegex(@"^ALTER USER \[(\w+)\] WITH LOGIN = \[\1\];$")]
    private static partial Regex MapUser();

    [GeneratedRegex(@"^DROP USER \[(\w+)\];$")]
    private static partial Regex DropUser();

    [GeneratedRegex(@"^ALTER ROLE \[([^\]]+)\] (ADD|DROP) MEMBER \[(\w+)\];$")]
    private static partial Regex AlterRole();

    [GeneratedRegex(@"^EXEC sys\.sp_(add|update|drop)extendedproperty @name = N'HoopConnect\.(\w+)'(?:, @value = N'([^']+)')?;$")]
    private static partial Regex Property();

    [GeneratedRegex(
        @"^EXEC sys\.sp_addextendedproperty @name = N'HoopConnect', @value = N'([^']+)', @level0type = N'USER', @level0name = N'(\w+)';$")]
    private static partial Regex UserProperty();

    [GeneratedRegex(@"^ALTER AUTHORIZATION ON (.+) TO \[([^\]]+)\];$")]
    private static partial Regex Authorization();
}
