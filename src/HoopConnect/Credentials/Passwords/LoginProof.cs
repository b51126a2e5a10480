using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Credentials.Passwords;

/// <summary>Logs in and out again.</summary>
/// <returns>What the server said; a server out of reach throws.</returns>
internal delegate Task<LoginOutcome> TryLogin(DatabaseLogin login, CancellationToken cancellationToken);

/// <summary>Proves that a password which was just set works: by logging in, again and again until a deadline.</summary>
internal static class LoginProof
{
    /// <summary>Comes back when a login was accepted.</summary>
    /// <param name="login">The login to prove.</param>
    /// <param name="tryLogin">Logs in once.</param>
    /// <param name="where">What the login is for and where the password is kept, for the message.</param>
    /// <param name="options">The deadline and the pauses.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <exception cref="HoopException"><c>Password.NotProved</c>; the server's own error where it could not even be asked.</exception>
    public static async Task ProveAsync(
        DatabaseLogin login,
        TryLogin tryLogin,
        string where,
        PasswordProtocolOptions options,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var backoff = new Backoff(options.FirstPause, options.LongestPause);
        while (true)
        {
            HoopException? lastError = null;
            try
            {
                if (await tryLogin(login, cancellationToken) == LoginOutcome.Accepted)
                    return;
            }
            catch (HoopException error) when (IsPassing(error))
            {
                lastError = error;
            }

            var pause = backoff.Next();
            if (time.GetElapsedTime(start) + pause > options.ProofDeadline)
                throw lastError ?? NotProved(login.UserName, where, options.ProofDeadline);
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>True for what passes by itself: a server that restarts, fails over or has no connection left for the moment.</summary>
    public static bool IsPassing(HoopException error) =>
        error.Kind is HoopErrorKind.ConnectionError or HoopErrorKind.OperationTimeout or HoopErrorKind.LimitsExceeded;

    /// <summary>The failure: set, and yet no login with it is accepted.</summary>
    public static HoopException NotProved(string userName, string where, TimeSpan deadline) =>
        PasswordErrors.NotProved.Error(
            $"The new password of '{userName}' was set, but for {deadline.TotalSeconds:0} seconds the server refused every login with it: "
                + $"{where}.",
            userName,
            "Run again: every password that may be the server's is kept, and the next run finds the one that works. "
                + "Another run that changes the same password at the same time makes this happen too.");
}
