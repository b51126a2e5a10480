using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.SessionUsers;

/// <summary>Compares the user itself with what was asked for.</summary>
internal static class SessionUserDifference
{
    /// <summary>Decides what is to be done to the user, trying stored passwords where one may still be good.</summary>
    /// <param name="server">The server as it is.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="passwords">The stored passwords.</param>
    /// <param name="cancellationToken">Stops the tries.</param>
    /// <returns>The change, and the stored login that works where it stays.</returns>
    /// <exception cref="HoopException">
    /// <c>SessionUser.NotOurs</c>, <c>SessionUser.CannotAdopt</c>, <c>SessionUser.CannotAlter</c>, <c>SessionUser.CannotCreate</c>,
    /// <c>SessionUser.OfAnother</c>, <c>SessionUser.HasPowers</c>.
    /// </exception>
    public static async Task<(SessionUserChange Change, Secrets.DatabaseLogin? Login)> CompareAsync(
        ServerReading server, SessionUserRequest request, ISessionUserPasswords passwords, CancellationToken cancellationToken)
    {
        if (server.Role(request.UserName) is not { } role)
        {
            if (!server.CanCreateRoles)
            {
                throw SessionUserErrors.CannotCreate.Error(
                    $"'{server.Master}' may not make the user '{request.UserName}': it lacks CREATEROLE.", request.UserName,
                    "Use a granter that has CREATEROLE, such as the master user.");
            }

            return (new SessionUserChange(request, SessionUserPasswordAction.Renew) { Create = true }, null);
        }

        var mark = role.Mark is { Kind: ManagedKind.Session } ours ? ours : null;
        if (mark is null)
            RefuseUnlessAdoptable(server, request, role);
        SessionUserSharing.RefuseAnothers(mark, request);
        if (LastingPowers.Of(server, role, given: []) is { } lasting)
        {
            throw SessionUserErrors.HasPowers.Error(
                $"Somebody gave the user '{role.Name}' {lasting.Described}, and '{server.Master}' cannot take that back: "
                    + "its password is not given out.",
                request.UserName, lasting.Remedy);
        }

        var attributes = Attributes(role);
        var beyond = LastingPowers.Beyond(role, given: []).ToList();
        var expires = role.ValidUntil is { } until ? ServerTime.FromMicroseconds(until) : (DateTimeOffset?)null;
        var reading = new SessionUserReading(ServerTime.FromMicroseconds(server.Now), expires, !role.CannotLogIn, mark, IsComplete: true);
        var action = SessionUserSharing.Decide(reading, request);
        var note = action != SessionUserPasswordAction.Renew ? null : Why(reading, request);
        Secrets.DatabaseLogin? login = null;
        if (action != SessionUserPasswordAction.Renew && (login = await passwords.FindAsync(cancellationToken)) is null)
            (action, note) = (SessionUserPasswordAction.Renew, passwords.IsVault
                ? "the vault has no password that works: whoever uses the present one needs the new one"
                : "no vault was given: whoever uses the present password needs the new one");
        // What it should not be able to do is taken back at once, not when its life is half over.
        if (action == SessionUserPasswordAction.HandOut && attributes.Count + beyond.Count > 0)
            action = SessionUserPasswordAction.Extend;
        if (action != SessionUserPasswordAction.HandOut && !role.Administered)
        {
            throw SessionUserErrors.CannotAlter.Error(
                $"'{server.Master}' may not alter the user '{request.UserName}', which another granter made.", request.UserName,
                WhoCan(server, request.UserName));
        }

        var change = new SessionUserChange(request, action)
        {
            Note = note,
            Mark = mark,
            Attributes = attributes,
            // A user that logged in by token is to log in by its password now.
            Leave = [.. beyond, .. role.Memberships.Where(group => group is { IsExpected: true, Revocable: true, LogsInByToken: true })],
        };
        return (change, login);
    }

    private static string Why(SessionUserReading user, SessionUserRequest request) =>
        request.Rotate ? "rotation was asked for: whoever uses the present password needs the new one"
        : user.Mark is null ? "the user is taken over: whoever uses the present password needs the new one"
        : !user.CanLogIn || user.Expires <= user.Now ? "as it stands nobody can log in as this user"
        : "the present password is 24 hours old: whoever uses it needs the new one";

    private static List<string> Attributes(ServerRole role)
    {
        var words = role.Powers.Select(power => "NO" + power).ToList();
        if (!role.Inherit)
            words.Add("INHERIT");
        if (!role.Login)
            words.Add("LOGIN");
        if (role.ConnectionLimit == 0)
            words.Add("CONNECTION LIMIT -1");
        return words;
    }

    private static void RefuseUnlessAdoptable(ServerReading server, SessionUserRequest request, ServerRole role)
    {
        if (!request.Adopt)
        {
            throw SessionUserErrors.NotOurs.Error(
                $"The user '{role.Name}' is on the server and {role.Mark.MadeBy()}.", request.UserName,
                "-Adopt takes it over, as for users that hoop made: it gets a new password, an expiry and exactly the policy's privileges "
                    + "in the policy's databases.");
        }

        if (role.Superuser || !role.Administered)
        {
            throw SessionUserErrors.CannotAdopt.Error(
                role.Superuser
                    ? $"The user '{role.Name}' is a superuser; '{server.Master}' cannot take it over."
                    : $"'{server.Master}' cannot take the user '{role.Name}' over: it has no ADMIN on it.",
                request.UserName, role.Superuser ? "Rename or drop it as a superuser." : WhoCan(server, role.Name));
        }
    }

    private static string WhoCan(ServerReading server, string role) =>
        server.HasMembershipOptions
            ? "Use the granter that made it; or who made it, or a superuser, runs: "
                + $"GRANT {Identifier.Quote(role)} TO {Identifier.Quote(server.Master)} WITH ADMIN OPTION"
            : $"A superuser runs: ALTER ROLE {Identifier.Quote(server.Master)} CREATEROLE";
}
