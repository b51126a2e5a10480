using HoopConnect.Secrets;

namespace HoopConnect.Databases.SessionUsers;

/// <summary>Where the password of one session user comes from and goes to, under the protocol "a password is never lost".</summary>
public interface ISessionUserPasswords
{
    /// <summary>
    /// Whether a password that is shared here is seen by callers on other machines and in other processes (a vault), or in this process
    /// alone.
    /// </summary>
    bool IsVault { get; }

    /// <summary>
    /// The stored login that works, found by logging in: current, then what interrupted runs left, then previous. Null where none does.
    /// </summary>
    Task<DatabaseLogin?> FindAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes a new password and takes it through the protocol. <paramref name="setOnServer"/> must set exactly that password (as a verifier
    /// or hash) and may be called again after a failure.
    /// </summary>
    /// <returns>The login that was proved to work.</returns>
    Task<DatabaseLogin> ChangeAsync(Func<Secret, CancellationToken, Task> setOnServer, CancellationToken cancellationToken);
}
