using HoopConnect.Secrets;

namespace HoopConnect.Databases.SessionUsers;

/// <summary>What became of one session user, read from the server after the change.</summary>
/// <param name="Login">The login that was proved to work.</param>
/// <param name="Expires">When logins end, as the server has it, UTC.</param>
public sealed record SessionUserOutcome(DatabaseLogin Login, DateTimeOffset Expires)
{
    /// <summary>This call made the user.</summary>
    public bool Created { get; init; }

    /// <summary>This call set a new password: whoever had a former one needs the new one.</summary>
    public bool PasswordChanged { get; init; }

    /// <summary>This call gave the user a new expiry.</summary>
    public bool Extended { get; init; }
}
