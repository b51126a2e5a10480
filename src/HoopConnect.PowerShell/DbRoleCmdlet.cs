using System.Management.Automation;
using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Roles;

namespace HoopConnect.PowerShell;

/// <summary>The base of the cmdlets that work on the hoop roles of one database server as its master user.</summary>
public abstract class DbRoleCmdlet : OptionalVaultCmdlet
{
    /// <summary>Which of the three roles; all of them where not given.</summary>
    [Parameter]
    [ValidateCount(1, 3)]
    public RoleKind[] Role { get; set; } = [.. RoleNames.All];

    /// <summary>Which databases (MySQL, MariaDB: schemas) of the server, with wildcards; all where not given.</summary>
    // In place of the one to connect to, which the roles of a server have no use for.
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public new string[] Database { get; set; } = [];

    /// <summary>Databases that are left out all the same, with wildcards.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] ExcludeDatabase { get; set; } = [];

    /// <summary>DDL triggers that an administrator has looked at, and that may run with the master's rights (SQL Server).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] AllowDdlTrigger { get; set; } = [];

    /// <summary>How many databases of the server are worked on at a time.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 4;

    /// <summary>Where the roles may log in from: the host part of their accounts (MySQL, MariaDB).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string HostPattern { get; set; } = "%";

    /// <summary>The roles of the database of this pipeline object, and the request with the master login that works.</summary>
    /// <exception cref="HoopException"><c>MasterCredential.NotFound</c>, and those of the look-up, the preflight, the vault and the
    /// login.</exception>
    private protected async Task<(DatabaseRoles Roles, RoleRequest Request)> OpenRolesAsync(CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken);
        var engine = DatabaseReadiness.Check(database, DatabaseEngines.For);
        var vault = await OpenVaultAsync(cancellationToken);
        var master = await FindMasterAsync(database, vault, cancellationToken);
        var request = new RoleRequest(await SettingsAsync(database, master.Login, cancellationToken))
        {
            Kinds = Role,
            Databases = DatabaseChoice.Parse(Database, ExcludeDatabase),
            HostPattern = HostPattern,
            AllowedDdlTriggers = AllowDdlTrigger,
            ThrottleLimit = ThrottleLimit,
        };
        return (new DatabaseRoles(database, engine, vault), request);
    }

    /// <summary>Writes a role, and the error of one that was refused.</summary>
    private protected async Task WriteRoleAsync(DatabaseRole role, CancellationToken cancellationToken)
    {
        await WriteAsync(role, cancellationToken);
        if (role.Refusal is not null)
            ReportError(role.Refusal);
    }

    /// <summary>Writes each role as it is done, and one error for those that are not as they should be.</summary>
    private protected async Task WriteRolesAsync(
        IAsyncEnumerable<DatabaseRole> roles, RoleRequest request, CancellationToken cancellationToken)
    {
        var rows = new List<DatabaseRole>();
        await foreach (var row in roles)
        {
            rows.Add(row);
            await WriteRoleAsync(row, cancellationToken);
        }

        // One that was to be removed and is not there is as it should be, and why one was refused is said already.
        rows.RemoveAll(row => row.State == RoleState.Missing || row.Refusal is not null);
        if (DatabaseRole.Incomplete(rows, request.Master.Host) is { } incomplete)
            ReportError(incomplete);
    }
}
