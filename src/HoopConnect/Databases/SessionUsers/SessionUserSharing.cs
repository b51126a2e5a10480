using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SessionUsers;

/// <summary>
/// The rule by which one password serves all who use a policy, so that a second caller does not cut off the first. The same on every
/// engine.
/// </summary>
public static class SessionUserSharing
{
    /// <summary>How old a password gets before it is no longer extended.</summary>
    public static TimeSpan LongestLife { get; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Half its life or more left: handed out. Less: the same password, extended, until it is 24 hours old; then a new one. A new one also
    /// where rotation was asked for, and where nobody can log in as the user or how old its password is cannot be told: that cuts nobody
    /// off whom the
    /// rule protects. A user of one's own whose life is longer than asked for is shortened; a shared one never is.
    /// </summary>
    /// <param name="user">The user as the server has it.</param>
    /// <param name="request">What was asked for.</param>
    public static SessionUserPasswordAction Decide(SessionUserReading user, SessionUserRequest request)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Rotate || user.Mark is null || !user.CanLogIn || user.Expires <= user.Now)
            return SessionUserPasswordAction.Renew;
        var left = user.Expires - user.Now;
        if (left >= request.Expiration / 2)
            return request.Caller is not null && left > request.Expiration
                ? SessionUserPasswordAction.Extend
                : SessionUserPasswordAction.HandOut;
        return user.Mark.PasswordSet is { } set && (user.Now - set).Duration() < LongestLife
            ? SessionUserPasswordAction.Extend
            : SessionUserPasswordAction.Renew;
    }

    /// <summary>Refuses a user of somebody else's own: where an engine's names are short, two callers' names may end up the same.</summary>
    /// <exception cref="HoopException"><c>SessionUser.OfAnother</c>.</exception>
    public static void RefuseAnothers(ManagedMark? mark, SessionUserRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (mark is null || mark.Owner == request.Caller)
            return;
        throw SessionUserErrors.OfAnother.Error(
            $"The user '{request.UserName}' is {(mark.Owner is null ? "the shared one" : $"the own one of '{mark.Owner}'")}, not of " +
                $"'{request.Caller ?? "all who use the policy"}'.",
            request.UserName);
    }
}
