using System.Globalization;
using System.Text.RegularExpressions;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Sandbox.Servers.Tds;

namespace HoopConnect.Tests.Databases.SqlServer;

/// <summary>What the statements that a scripted server knows make of its logins.</summary>
internal sealed partial class ScriptedSqlServer
{
    private TdsError? ChangeServer(string line)
    {
        var unknown = new TdsError(102, $"Incorrect syntax near '{line}'.");
        if (CreateLogin().Match(line) is { Success: true } create)
            return Create(create.Groups[1].Value, create.Groups[2].Value, create.Groups[3]);
        if (Kill().Match(line) is { Success: true } kill)
            return Sessions.Remove(int.Parse(kill.Groups[1].Value, CultureInfo.InvariantCulture)) ? null
                : new TdsError(6106, "Process ID is not an active process ID.");
        if (LeaveServerRole().Match(line) is { Success: true } leave && Logins.TryGetValue(leave.Groups[2].Value, out var member))
        {
            Logins[member.Name] = member with { ServerRoles = member.ServerRoles.Where(role => role != leave.Groups[1].Value).ToList() };
            return null;
        }

        if (Connect().Match(line) is { Success: true } connect && Logins.TryGetValue(connect.Groups[1].Value, out var revoked))
        {
            Logins[revoked.Name] = revoked with { IsConnectRevoked = false,
                Permissions = revoked.Permissions.Where(permission => !permission.IsConnect).ToList() };
            return null;
        }

        if (Logins.Values.FirstOrDefault(
            candidate => candidate.Permissions.Any(permission => ScriptedDatabase.Undoes(line, permission))) is { } owner)
        {
            Logins[owner.Name] = owner with { Permissions = owner.Permissions.Where(
                permission => !ScriptedDatabase.Undoes(line, permission)).ToList() };
            return null;
        }

        return ALogin().Match(line) is { Success: true } named && Logins.TryGetValue(named.Groups[1].Value, out var login)
            ? Alter(login, line) : unknown;
    }

    private TdsError? Create(string name, string password, Group sid)
    {
        if (Logins.ContainsKey(name))
            return new TdsError(15025, $"The server principal '{name}' already exists.");
        var login = new ServerLogin(name, "S", sid.Success ? Convert.FromHexString(sid.Value)
            : NextSid(), false, 0) { Password = new PasswordStanding(true, false, false, false, false) };
        if (sid.Success && (IsBabelfish || Logins.Values.Any(other => other.HasSid(login.Sid))))
            return new TdsError(15433, "Supplied parameter sid is in use.");
        Endpoint.Accounts[name] = password;
        Logins[name] = login;
        return null;
    }

    private TdsError? Alter(ServerLogin login, string line)
    {
        if (AlterPassword().Match(line) is { Success: true } alter)
        {
            Endpoint.Accounts[login.Name] = alter.Groups[1].Value;
            Logins[login.Name] = login with { Password = login.Password! with { IsExpired = false, MustChange = false } };
            return null;
        }

        if (line.StartsWith("DROP LOGIN", StringComparison.Ordinal))
        {
            if (Sessions.ContainsValue(login.Name))
                return new TdsError(15434, $"Could not drop login '{login.Name}' as the user is currently logged in.");
            Logins.Remove(login.Name);
            Endpoint.Accounts.TryRemove(login.Name, out _);
            return null;
        }

        var options = line[(line.IndexOf(']', StringComparison.Ordinal) + 2)..^1];
        Logins[login.Name] = options switch
        {
            "ENABLE" => login with { IsDisabled = false },
            "DISABLE" => login with { IsDisabled = true },
            "WITH CHECK_POLICY = OFF" => login with { Password = login.Password! with { ChecksPolicy = false, IsLocked = false } },
            _ => login with { Password = login.Password! with { ChecksPolicy = true, Expires = false } },
        };
        return null;
    }

    [GeneratedRegex(
        @"^CREATE LOGIN \[(\w+)\] WITH PASSWORD = N'([^']+)', (?:SID = 0x([0-9A-F]{32}), )?"
        + @"DEFAULT_DATABASE = \[master\], CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;$")]
    private static partial Regex CreateLogin();

    [GeneratedRegex(
        @"^(?:ALTER LOGIN \[(\w+)\] (?:ENABLE|DISABLE|WITH CHECK_POLICY = OFF|"
        + @"WITH CHECK_POLICY = ON, CHECK_EXPIRATION = OFF|WITH PASSWORD = N'[^']+')|DROP LOGIN \[(?<1>\w+)\]);$")]
    private static partial Regex ALogin();

    [GeneratedRegex(@" WITH PASSWORD = N'([^']+)';$")]
    private static partial Regex AlterPassword();

    [GeneratedRegex(@"^ALTER SERVER ROLE \[(\w+)\] DROP MEMBER \[(\w+)\];$")]
    private static partial Regex LeaveServerRole();

    [GeneratedRegex(@"^GRANT CONNECT SQL TO \[(\w+)\];$")]
    private static partial Regex Connect();

    [GeneratedRegex(@"^KILL (\d+);$")]
    private static partial Regex Kill();
}
