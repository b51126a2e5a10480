using System.Management.Automation;
using HoopConnect.Databases.Users;
using HoopConnect.IamAuthentication.Users;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Removes users that log in by an IAM token, from all databases of their server.</summary>
[Cmdlet(
    VerbsCommon.Remove,
    "HoopIamDbUser",
    DefaultParameterSetName = ServerSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RemovedIamDbUser))]
public sealed class RemoveHoopIamDbUserCommand : OptionalVaultCmdlet
{
    /// <summary>The users, exactly as the database spells them; objects of New-HoopIamDbUser bring theirs.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("User", "DBUser")]
    [ValidateNotNullOrEmpty]
    public string[] UserName { get; set; } = [];

    /// <summary>Who gets what the users own; where not given, a role without a login and without rights.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReassignTo { get; set; }

    /// <summary>Drops the functions, views and other code of theirs instead of giving it to another owner.</summary>
    [Parameter]
    public SwitchParameter DropCode { get; set; }

    /// <summary>Takes users too that HoopConnect did not make as ones that log in by IAM.</summary>
    [Parameter]
    public SwitchParameter Adopt { get; set; }

    /// <summary>How many databases of the server are worked on at a time.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 4;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken);
        var users = new IamDbUsers(database);
        var master = await FindMasterAsync(database, cancellationToken);
        var settings = await SettingsAsync(database, master.Login, cancellationToken) with { Database = null };
        var names = UserName.Distinct(StringComparer.Ordinal).Select(name => new UserToRemove(name, OnlyIfExpired: false));
        var request = new UserRemovalRequest(settings, [.. names])
        {
            Adopt = Adopt,
            ReassignTo = ReassignTo,
            DropCode = DropCode,
            ThrottleLimit = ThrottleLimit,
        };
        var plan = await users.PlanRemovalAsync(request, HoopHost, cancellationToken);
        if (!await HoopHost.ShouldApplyAsync(plan.Plan, cancellationToken))
            return;
        await foreach (var user in users.RemoveAsync(plan, HoopHost, cancellationToken))
        {
            await WriteAsync(user, cancellationToken);
            if (IamDbUsers.NotRemoved(user) is { } failure)
                ReportError(failure);
        }
    }
}
