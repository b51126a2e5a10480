using System.Management.Automation;
using HoopConnect.Databases.IamUsers;
using HoopConnect.Discovery;
using HoopConnect.IamAuthentication.Users;

namespace HoopConnect.PowerShell;

/// <summary>The base of the cmdlets that have a database user log in by token.</summary>
public abstract class IamUserCmdlet : OptionalVaultCmdlet
{
    /// <summary>The user, exactly as the database spells it.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("User", "DBUser")]
    [ValidateNotNullOrEmpty]
    public string UserName { get; set; } = "";

    /// <summary>Where the user logs in from: the host part of its account (MySQL, MariaDB).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string HostPattern { get; set; } = "%";

    /// <summary>Takes over a user of the same name that HoopConnect did not make, or made for something else.</summary>
    [Parameter]
    public SwitchParameter Adopt { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken);
        var master = await FindMasterAsync(database, cancellationToken);
        var settings = await SettingsAsync(database, master.Login, cancellationToken) with { Database = null };
        var request = new IamUserRequest(settings, UserName) { HostPattern = HostPattern, Adopt = Adopt };
        var users = new IamDbUsers(database);
        var plan = await users.PlanAsync(await CompleteAsync(request, cancellationToken), HoopHost, cancellationToken);
        if (!await HoopHost.ShouldApplyAsync(plan.Plan, cancellationToken))
            return;
        var user = await users.ApplyAsync(plan, HoopHost, cancellationToken);
        await WriteAsync(user, cancellationToken);
        if (IamDbUsers.Incomplete(user) is { } incomplete)
            ReportError(incomplete);
    }

    /// <inheritdoc/>
    private protected override bool IsServed(RdsDatabase database) => base.IsServed(database) && database.IamDatabaseAuthenticationEnabled;

    /// <summary>The request with what the cmdlet's own parameters say.</summary>
    private protected abstract Task<IamUserRequest> CompleteAsync(IamUserRequest request, CancellationToken cancellationToken);
}
