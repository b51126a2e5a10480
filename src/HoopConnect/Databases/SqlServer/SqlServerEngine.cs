using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.SqlServer.Server.Tds;
using HoopConnect.Databases.SqlServer.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer;

/// <summary>SQL Server 2016 to 2022 on RDS: Enterprise, Standard, Express, Web and Developer edition.</summary>
public sealed class SqlServerEngine : IDatabaseEngine
{
    /// <summary>Makes the engine.</summary>
    public SqlServerEngine() => (Roles, ManagedUsers) = (new RoleProvisioner(), new ManagedUsers(new NoSessionUsers(Family)));

    /// <inheritdoc/>
    public string Family => "mssql";

    /// <inheritdoc/>
    public int DefaultPort => 1433;

    /// <inheritdoc/>
    public string MaintenanceDatabase => ConnectionText.Maintenance;

    /// <inheritdoc/>
    public IRoleProvisioner Roles { get; }

    /// <inheritdoc/>
    public IManagedUsers ManagedUsers { get; }

    /// <inheritdoc/>
    public bool Serves(string rdsEngine) => rdsEngine is "sqlserver-ee" or "sqlserver-se" or "sqlserver-ex" or "sqlserver-web"
        or "sqlserver-dev-ee" or "sqlserver-dev-se";

    /// <inheritdoc/>
    public async Task<IDatabaseSession> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        await Session.OpenAsync(settings, cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> ReadCertificateAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        Session.ReadCertificateAsync(settings, cancellationToken);

    /// <inheritdoc/>
    public Task<LoginOutcome> TryLoginAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        DatabaseErrors.TryLoginAsync(() => Session.LogInAsync(settings, cancellationToken));
}
