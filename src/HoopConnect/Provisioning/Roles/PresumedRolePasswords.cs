using HoopConnect.Databases.Roles;
using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Roles;

/// <summary>For a test without a vault: whoever has the passwords says nothing of them here, so they are no difference.</summary>
internal sealed class PresumedRolePasswords : IRolePasswords
{
    public Task<RolePasswordState> InspectAsync(RoleKind role, bool existsOnServer, CancellationToken cancellationToken) =>
        Task.FromResult(new RolePasswordState(RolePasswordKnowledge.Working));

    public Task<DatabaseLogin> ChangeAsync(
        RoleKind role,
        Func<Secret, CancellationToken, Task> setOnServer,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("A test changes nothing.");

    public Task ForgetAsync(RoleKind role, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A test changes nothing.");
}
