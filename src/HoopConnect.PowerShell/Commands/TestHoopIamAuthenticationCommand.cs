using System.Management.Automation;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.IamAuthentication;
using HoopConnect.IamAuthentication.Diagnosis;
using HoopConnect.IdentityCenter.Diagnosis;
using HoopConnect.Secrets;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Says why a login by an IAM token fails: one row for each link of the chain it hangs on, with the mend.</summary>
[Cmdlet(VerbsDiagnostic.Test, "HoopIamAuthentication", DefaultParameterSetName = ServerSet)]
[OutputType(typeof(IamCheck), typeof(bool))]
public sealed class TestHoopIamAuthenticationCommand : DatabaseCmdlet
{
    private IamDiagnosis? _diagnosis;

    /// <summary>The user, exactly as the database spells it; where it is not given, oneself in IAM Identity Center.</summary>
    [Parameter(Position = 1)]
    [Alias("User", "DBUser")]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>Where the user logs in from: the host part of its account (MySQL, MariaDB).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string HostPattern { get; set; } = "%";

    /// <summary>Gives true or false: whether the login works and nothing is broken.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    private protected override string? SessionRegion => base.SessionRegion ?? (HostName is null ? null : RdsEndpointName.Region(HostName));

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken);
        _diagnosis ??= await OpenAsync(cancellationToken);
        var aws = await AwsAsync(cancellationToken);
        var userName = UserName ?? await OwnUserName.FindAsync(aws, cancellationToken);
        using var nothing = Secret.From("");
        var request = new IamDiagnosisRequest(InputObject is null ? database : database with { ResourceId = InputObject.ResourceId },
            await SettingsAsync(database, new DatabaseLogin(userName, nothing), cancellationToken), userName)
        {
            Administrator = DbLogin,
            HostPattern = HostPattern,
            Region = Region,
        };
        var checks = await _diagnosis.RunAsync(request, cancellationToken);
        var ofPerson = await IdentityCenterDiagnosis.Of(aws).RunAsync(
            checks[0].Database, userName, DatabaseEngines.For(database.Engine),
            DbLogin is null ? null : request.Way with { Login = DbLogin, Database = null }, cancellationToken);
        checks = [.. checks, .. ofPerson];
        foreach (var row in Quiet ? [IamDiagnosis.Works(checks)] : checks.Cast<object>())
            await WriteAsync(row, cancellationToken);
    }

    private async Task<IamDiagnosis> OpenAsync(CancellationToken cancellationToken)
    {
        var aws = await AwsAsync(cancellationToken);
        return new IamDiagnosis(aws, new DatabaseFinder(aws));
    }
}
