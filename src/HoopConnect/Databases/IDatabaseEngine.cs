using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases;

/// <summary>One engine family: PostgreSQL, MySQL and MariaDB, SQL Server. The only door to a server for the rest of the engine.</summary>
public interface IDatabaseEngine
{
    /// <summary><c>postgres</c>, <c>mysql</c> or <c>mssql</c>: the connection subtypes of Hoop.</summary>
    string Family { get; }

    /// <summary>The TCP port where none is given: 5432, 3306, 1433.</summary>
    int DefaultPort { get; }

    /// <summary>
    /// The database that is always there and that every role may connect to: <c>postgres</c>, <c>information_schema</c>, <c>master</c>.
    /// </summary>
    string MaintenanceDatabase { get; }

    /// <summary>What the hoop roles are made, tested and removed with.</summary>
    IRoleProvisioner Roles { get; }

    /// <summary>
    /// What the expiring users of session policies are made with; on an engine that has none it fails with
    /// <c>SessionUser.EngineNotServed</c>.
    /// </summary>
    ISessionUserProvisioner SessionUsers => new NoSessionUsers(Family);

    /// <summary>
    /// What session users are listed and removed with; on an engine that has none it fails with <c>SessionUser.EngineNotServed</c>.
    /// </summary>
    IManagedUsers ManagedUsers => new NoSessionUsers(Family);

    /// <summary>
    /// What users that log in by IAM are made with; on an engine for which RDS has no IAM authentication it fails with
    /// <c>IamUser.EngineNotServed</c>.
    /// </summary>
    IIamUserProvisioner IamUsers => new NoIamUsers(Family);

    /// <summary>
    /// What the users of people of a directory are made and removed with; on an engine for which RDS has no IAM authentication it fails
    /// with <c>IdentityCenterUser.EngineNotServed</c>.
    /// </summary>
    IIdentityCenterUsers IdentityCenterUsers => new NoIdentityCenterUsers(Family);

    /// <summary>
    /// What the databases of tenants are made and removed with; on an engine for which RDS has no IAM authentication it fails with
    /// <c>TenantDatabase.EngineNotServed</c>.
    /// </summary>
    ITenantDatabases TenantDatabases => new NoTenantDatabases(Family);

    /// <summary>True where this family serves the engine name that RDS uses (<c>postgres</c>, <c>aurora-postgresql</c>, ...).</summary>
    bool Serves(string rdsEngine);

    /// <summary>Opens a connection.</summary>
    /// <exception cref="Hosting.HoopException"><c>Database.LoginRefused</c>, <c>Database.Unreachable</c>, <c>Database.TlsFailed</c>,
    /// <c>Database.NotFound</c>, <c>Database.Timeout</c>.</exception>
    Task<IDatabaseSession> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken);

    /// <summary>
    /// The certificate (DER) that the server shows, verified as the settings ask, without a login: for drivers that know no CA file.
    /// </summary>
    /// <exception cref="Hosting.HoopException"><c>Database.Unreachable</c>, <c>Database.TlsFailed</c>, <c>Database.Timeout</c>.</exception>
    /// <exception cref="NotSupportedException">The engine's drivers take a CA file.</exception>
    Task<byte[]> ReadCertificateAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"The drivers of {Family} take a CA file.");

    /// <summary>
    /// Logs in and out again: the proof that a password works. Only a refusal is an answer; a server out of reach throws.
    /// </summary>
    /// <exception cref="Hosting.HoopException"><c>Database.Unreachable</c>, <c>Database.TlsFailed</c>, <c>Database.Timeout</c>.</exception>
    Task<LoginOutcome> TryLoginAsync(ConnectionSettings settings, CancellationToken cancellationToken);
}
