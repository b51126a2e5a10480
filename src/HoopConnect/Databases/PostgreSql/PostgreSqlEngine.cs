using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.PostgreSql.IamUsers;
using HoopConnect.Databases.PostgreSql.Roles;
using HoopConnect.Databases.PostgreSql.SessionUsers;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql;

/// <summary>PostgreSQL 14 and later, on RDS and Aurora.</summary>
public sealed class PostgreSqlEngine : IDatabaseEngine
{
    internal const string Maintenance = "postgres";

    /// <summary>Makes the engine.</summary>
    public PostgreSqlEngine()
    {
        Roles = new PostgreSqlRoleProvisioner(this, TimeProvider.System);
        SessionUsers = new PostgreSqlSessionUsers(this, TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Family => "postgres";

    /// <inheritdoc/>
    public int DefaultPort => 5432;

    /// <inheritdoc/>
    public string MaintenanceDatabase => Maintenance;

    /// <inheritdoc/>
    public IRoleProvisioner Roles { get; }

    /// <inheritdoc/>
    public ISessionUserProvisioner SessionUsers { get; }

    /// <inheritdoc/>
    public IManagedUsers ManagedUsers => new PostgreSqlSessionUserSweeper(this, TimeProvider.System);

    /// <inheritdoc/>
    public IIamUserProvisioner IamUsers => new PostgreSqlIamUsers(this, TimeProvider.System);

    /// <inheritdoc/>
    public bool Serves(string rdsEngine) => rdsEngine is "postgres" or "aurora-postgresql";

    /// <inheritdoc/>
    public async Task<IDatabaseSession> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return await NpgsqlSession.OpenAsync(settings, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<LoginOutcome> TryLoginAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return await DatabaseErrors.TryLoginAsync(() => NpgsqlSession.OpenAsync(settings, cancellationToken));
    }
}
