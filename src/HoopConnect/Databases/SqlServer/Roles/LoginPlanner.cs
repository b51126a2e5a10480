using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.SqlServer.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>
/// Decides what is done to a login: whether it is ours (by its SID, by users that an earlier version marked, by a stored password that
/// logs in, or because the caller adopts it), and whether it needs a new password.
/// </summary>
internal sealed class LoginPlanner(
    RoleRequest request, ServerReading server, IReadOnlyList<DatabaseReading> databases, IRolePasswords passwords)
{
    /// <summary>Plans for one role.</summary>
    /// <param name="kind">The role.</param>
    /// <param name="shown">What was planned and shown before the lock was taken; null where this is the first look.</param>
    /// <param name="cancellationToken">Stops the tries of stored passwords.</param>
    /// <exception cref="HoopException">
    /// <c>Roles.NotOurs</c>, <c>Roles.CannotAdopt</c>, <c>Roles.CannotCreate</c>, <c>Roles.NoWorkingSecret</c>.
    /// </exception>
    public async Task<LoginChange> PlanAsync(RoleKind kind, LoginChange? shown, CancellationToken cancellationToken)
    {
        var name = kind.RoleName();
        if (server.Login(name) is not { } login)
            return new LoginChange(kind, null) { NewSid = server.IsBabelfish ? null : FreeSid(name) };
        var differences = LoginDifferences.Compare(login, kind);
        // What was decided and shown stands: a stored password that was refused is not tried once more.
        if (shown is { PasswordNote: not null, Found: { } known } && known.HasSid(login.Sid) && !HasLastingPower(kind, login, differences))
            return new LoginChange(kind, login) { PasswordNote = shown.PasswordNote, Differences = differences };
        if (login.Type != "S")
        {
            throw RoleErrors.CannotAdopt.Error(
                $"'{name}' is on the server and is no SQL login (type {login.Type}).", name,
                "Rename or drop it: a hoop role cannot be made beside it.");
        }

        return await PlanAsync(kind, login, differences, shown, cancellationToken);
    }

    private async Task<LoginChange> PlanAsync(
        RoleKind kind, ServerLogin login, IReadOnlyList<Difference> differences, LoginChange? shown, CancellationToken cancellationToken)
    {
        var name = kind.RoleName();
        // Each database with a user of it must have our mark: where some were not looked at, they show nothing.
        var isMarked = LoginProof.Shows(ManagedKind.Role, login, name, request.Databases.IsAll ? databases : []);
        // Where the server refuses the login whatever its password, no stored one can be proved, and each try would count as a failed one.
        var state = login.Refusal is not null ? null
            : isMarked ? await passwords.InspectAsync(kind, existsOnServer: true, cancellationToken)
            : await passwords.InspectUnmarkedAsync(kind, cancellationToken);
        var works = state?.Knowledge == RolePasswordKnowledge.Working;
        // A test without a vault presumes that the password works and names no login: that proves nothing.
        var proved = works && state!.Login is not null;
        if (!proved && !isMarked && !request.Adopt)
            throw NotOurs(login, name);
        // Nothing of it is given out: the password stays as it is, and nobody is told that it works.
        if (HasLastingPower(kind, login, differences))
            return new LoginChange(kind, login) { Differences = differences };
        var note = request.RotatePassword ? "rotation was asked for"
            : works ? null
            : state is null ? $"{login.Refusal}, so no stored password can be proved"
            : state.Knowledge == RolePasswordKnowledge.NoVault ? "no vault was given: whoever uses the present password needs the new one"
            : !isMarked ? "the login is taken over: whoever uses the present password needs the new one"
            : throw RoleErrors.NoWorkingSecret.Error(
                $"The login '{name}' is on the server and the vault holds no password of it that logs in.", name);
        return new LoginChange(kind, login)
        {
            PasswordNote = note,
            Login = note is null ? state!.Login : null,
            Differences = differences,
            Refusal = shown is { Create: true } && note is not null && !request.RotatePassword ? MadeMeanwhile(name) : null,
        };
    }

    private bool HasLastingPower(RoleKind kind, ServerLogin login, IReadOnlyList<Difference> differences) =>
        differences.Concat(databases.SelectMany(database => UserDifferences.Compare(database, kind, login.Sid)))
            .Any(difference => difference.IsLastingPower);

    /// <summary>The SID for a login that is to be made.</summary>
    private byte[] FreeSid(string name)
    {
        var sid = LoginSid.Of(ManagedKind.Role, name);
        if (server.OtherWith(sid) is not { } other)
            return sid;
        throw RoleErrors.SidTaken.Error(
            $"The login '{other.Name}' has the SID that marks '{name}' as made by HoopConnect: somebody renamed it.", name,
            $"Rename it back (ALTER LOGIN {Identifier.Quote(other.Name)} WITH NAME = {Identifier.Quote(name)}), or drop it.");
    }

    private static HoopException NotOurs(ServerLogin login, string name) => RoleErrors.NotOurs.Error(
        LoginSid.KindOf(login.Sid, name) is { } other
            ? $"The login '{name}' is on the server, and HoopConnect made it for another purpose ({other})."
            : $"The login '{name}' is on the server, and nothing shows that HoopConnect made it: its SID is none of ours, no stored "
              + "password of it logs in, and no database shows by our mark and a user of it that an earlier version made it.",
        name,
        "-Adopt takes it over: its permissions and memberships are brought into line, and it gets a new password. If an earlier run made "
            + "it, name that run's vault, or run once in all databases.");

    private static HoopException MadeMeanwhile(string name) => UserErrors.Busy.Error(
        $"Another run made the login '{name}' after this one had looked: its password is not changed under the other's feet.", name,
        "Run again: that shows what would be done to the login that is there now.");
}
