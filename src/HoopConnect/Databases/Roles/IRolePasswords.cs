using HoopConnect.Secrets;

namespace HoopConnect.Databases.Roles;

/// <summary>
/// Where role passwords come from and go to. The implementation keeps the protocol "a password is never lost":
/// pending in the vault, read back, set on the server, proved by logging in, current, the former previous.
/// </summary>
public interface IRolePasswords
{
    /// <summary>
    /// Says what is known of a role's password, trying stored candidates by logging in (newest first). Changes nothing on the server.
    /// </summary>
    /// <param name="role">Which role.</param>
    /// <param name="existsOnServer">Whether the server has the role; where it has not, nothing is tried.</param>
    /// <param name="cancellationToken">Stops the tries.</param>
    Task<RolePasswordState> InspectAsync(RoleKind role, bool existsOnServer, CancellationToken cancellationToken);

    /// <summary>
    /// The same for a user that bears no mark of ours and may be somebody else's: one stored password is tried at most, since each that is
    /// refused counts as a failed login of that user.
    /// </summary>
    /// <param name="role">Which role; the server has a user of its name.</param>
    /// <param name="cancellationToken">Stops the try.</param>
    Task<RolePasswordState> InspectUnmarkedAsync(RoleKind role, CancellationToken cancellationToken) =>
        InspectAsync(role, existsOnServer: true, cancellationToken);

    /// <summary>
    /// Makes a new password and takes it through the protocol. <paramref name="setOnServer"/> must set exactly that password
    /// (as a verifier or hash where the engine takes one) and may be called again after a failure.
    /// </summary>
    /// <returns>The login that was proved to work.</returns>
    Task<DatabaseLogin> ChangeAsync(RoleKind role, Func<Secret, CancellationToken, Task> setOnServer, CancellationToken cancellationToken);

    /// <summary>Takes the stored secrets of a removed role out of the vault.</summary>
    Task ForgetAsync(RoleKind role, CancellationToken cancellationToken);
}
