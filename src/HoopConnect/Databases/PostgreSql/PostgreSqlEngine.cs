using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.PostgreSql.IamUsers;
using HoopConnect.Databases.PostgreSql.IdentityCenterUsers;
using HoopConnect.Databases.PostgreSql.Roles;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Server.Wire;
using HoopConnect.Databases.PostgreSql.SessionUsers;
using HoopConnect.Databases.PostgreSql.TenantDatabases;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql;

/// <summary>PostgreSQL 14 and later, on RDS and Aurora.</summary>
public sealed class PostgreSqlEngine : IDatabaseEngine
{
    /// <summary>Makes the engine.</summary>
    public PostgreSqlEngine()
    {
        Roles = new RoleProvisioner(this, TimeProvider.System);
        SessionUsers = new SessionUserProvisioner(this, TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Family => "postgres";

    /// <inheritdoc/>
    public int DefaultPort => 5432;

    /// <inheritdoc/>
    public string MaintenanceDatabase => ConnectionText.Maintenance;

    /// <inheritdoc/>
    public IRoleProvisioner Roles { get; }

    /// <inheritdoc/>
    public ISessionUserProvisioner SessionUsers { get; }

    /// <inheritdoc/>
    public IManagedUsers ManagedUsers => new ManagedUsers(this, TimeProvider.System);

    /// <inheritdoc/>
    public IIamUserProvisioner IamUsers => new IamUserProvisioner(this, TimeProvider.System);

    /// <inheritdoc/>
    public IIdentityCenterUsers IdentityCenterUsers => new MemberUsers(this, TimeProvider.System);

    /// <inheritdoc/>
    public ITenantDatabases TenantDatabases => new TenantProvisioner(this, TimeProvider.System);

    /// <inheritdoc/>
    public bool Serves(string rdsEngine) => rdsEngine is "postgres" or "aurora-postgresql";

    /// <inheritdoc/>
    public async Task<IDatabaseSession> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        await Session.OpenAsync(settings, cancellationToken);

    /// <inheritdoc/>
    public Task<LoginOutcome> TryLoginAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        DatabaseErrors.TryLoginAsync(() => Session.OpenAsync(settings, cancellationToken));
}
