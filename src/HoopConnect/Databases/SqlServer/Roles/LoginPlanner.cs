using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>
/// Decides what is done to a login: whether it is ours, and whether it needs a new password.
/// A login can carry no mark (extended properties are for things in databases). It is ours where a stored password of it logs in, where a
/// database has our mark and a user that is mapped to exactly this login, or where the caller adopts it.
/// </summary>
internal static class LoginPlanner
{
    /// <exception cref="HoopException"><c>Roles.NotOurs</c>, <c>Roles.CannotAdopt</c>, <c>Roles.NoWorkingSecret</c>.</exception>
    public static async Task<LoginChange> CompareAsync(
        ServerLogin? login, RoleKind kind, RoleRequest request, IReadOnlyList<DatabaseReading> databases, IRolePasswords passwords, CancellationToken cancellationToken)
    {
        var name = kind.RoleName();
        if (login is null)
            return new LoginChange(kind) { Create = true };
        if (login.Type != "S")
        {
            throw Error("Roles.CannotAdopt", HoopErrorKind.ResourceExists, name, $"'{name}' is on the server and is no SQL login (type {login.Type}).",
                "Rename or drop it: a hoop role cannot be made beside it.");
        }

        var marked = databases.Any(database => database.Proves(login));
        // A disabled login takes no password: a stored one cannot be tried, and a new one cuts nobody off.
        var state = login.IsDisabled ? null : await passwords.InspectAsync(kind, existsOnServer: true, cancellationToken);
        var works = state?.Knowledge == RolePasswordKnowledge.Working;
        // A test without a vault presumes that the password works and names no login: that proves nothing.
        var proved = works && state!.Login is not null;
        if (!proved && !marked && !request.Adopt)
        {
            throw Error("Roles.NotOurs", HoopErrorKind.ResourceExists, name,
                $"The login '{name}' is on the server, and nothing shows that HoopConnect made it: no stored password of it logs in, and no database has our mark and a user of it.",
                "-Adopt takes it over: its permissions and memberships are brought into line, and it gets a new password. If an earlier run made it, name that run's vault.");
        }

        var note = request.RotatePassword ? "rotation was asked for"
            : works ? null
            : state is null ? "the login is disabled, so no stored password can be proved"
            : state.Knowledge == RolePasswordKnowledge.NoVault ? "no vault was given: whoever uses the present password needs the new one"
            : !marked ? "the login is taken over: whoever uses the present password needs the new one"
            : throw Error("Roles.NoWorkingSecret", HoopErrorKind.AuthenticationError, name,
                $"The login '{name}' is on the server and the vault holds no password of it that logs in.",
                "Find out who changed it. -RotatePassword sets a new one; whoever uses the present one needs the new one then.");
        return new LoginChange(kind) { PasswordNote = note, Login = note is null ? state!.Login : null, Differences = LoginDifferences.Compare(login, kind) };
    }

    private static HoopException Error(string id, HoopErrorKind kind, string target, string message, string action) =>
        new(id, kind, message) { Target = target, RecommendedAction = action };
}
