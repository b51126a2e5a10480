using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.MySql.IamUsers;
using HoopConnect.Databases.MySql.IdentityCenterUsers;
using HoopConnect.Databases.MySql.Roles;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.SessionUsers;
using HoopConnect.Databases.MySql.TenantDatabases;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql;

/// <summary>MySQL 5.7 and later and MariaDB 10.4 and later, on RDS and Aurora.</summary>
public sealed class MySqlEngine : IDatabaseEngine
{
    /// <summary>Makes the engine.</summary>
    public MySqlEngine() => Roles = new RoleProvisioner(TimeProvider.System);

    /// <inheritdoc/>
    public string Family => "mysql";

    /// <inheritdoc/>
    public int DefaultPort => 3306;

    /// <summary>
    /// <c>information_schema</c>: the one schema that every user may enter, so that a connection that must name a database works for a role
    /// that has none but user schemas. (<c>mysql</c> is there too, and closed to the roles.)
    /// </summary>
    public string MaintenanceDatabase => "information_schema";

    /// <inheritdoc/>
    public IRoleProvisioner Roles { get; }

    /// <inheritdoc/>
    public ISessionUserProvisioner SessionUsers { get; } = new SessionUserProvisioner(TimeProvider.System);

    /// <inheritdoc/>
    public IManagedUsers ManagedUsers { get; } = new ManagedUsers(TimeProvider.System);

    /// <inheritdoc/>
    public IIamUserProvisioner IamUsers => new IamUserProvisioner(this, TimeProvider.System);

    /// <inheritdoc/>
    public IIdentityCenterUsers IdentityCenterUsers => new MemberUsers(this, TimeProvider.System);

    /// <inheritdoc/>
    public ITenantDatabases TenantDatabases => new TenantProvisioner(this, TimeProvider.System);

    /// <inheritdoc/>
    public bool Serves(string rdsEngine) => rdsEngine is "mysql" or "mariadb" or "aurora-mysql";

    /// <inheritdoc/>
    public async Task<IDatabaseSession> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        await Session.OpenAsync(settings, cancellationToken);

    /// <inheritdoc/>
    public Task<LoginOutcome> TryLoginAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        DatabaseErrors.TryLoginAsync(() => Session.ConnectAsync(settings, cancellationToken));
}
