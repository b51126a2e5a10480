using System.Management.Automation;
using HoopConnect.Credentials.Master;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Finds the master credential of a database and proves it by logging in; changes nothing.</summary>
[Cmdlet(VerbsCommon.Get, "HoopMasterCredential", DefaultParameterSetName = ServerSet)]
[OutputType(typeof(MasterCredential))]
public sealed class GetHoopMasterCredentialCommand : DatabaseCmdlet
{
    /// <summary>The vault to look in; the default one where not given.</summary>
    [Parameter]
    [Alias("VaultName")]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var database = InputObject is null ? DatabaseRecord.Server(HostName!, Port, Engine) : await LookUpAsync(InputObject, cancellationToken);
        var managed = DbCredential is null && database.MasterUserSecretArn is not null;
        // A credential that is given needs no vault, and one that RDS manages only where the caller names it.
        var vault = DbCredential is null && (!managed || Vault is not null) ? await OpenVaultAsync(Vault, cancellationToken) : null;
        var aws = managed ? await AwsAsync(cancellationToken) : null;
        var request = new MasterCredentialRequest(database)
        {
            HostName = HostName,
            Port = Port > 0 ? Port : null,
            DbCredential = await DbLoginAsync(database, cancellationToken),
            TokenLogin = cancel => MasterTokenAsync(database, SslMode, cancel),
            Transport = await TransportAsync(cancellationToken),
        };
        var found = await new MasterCredentials(aws, null, vault, null).GetAsync(request, HoopHost, cancellationToken)
            ?? throw NotFound(database, vault!.Name);
        await WriteAsync(found, cancellationToken);
    }

    private static HoopException NotFound(RdsDatabase database, string vault) =>
        new("MasterCredential.NotFound", HoopErrorKind.ObjectNotFound, $"Vault '{vault}' holds no master credential of '{database.Identifier}' that logs in.")
        {
            Target = database.Arn.Length > 0 ? database.Arn : database.HostName,
            RecommendedAction = "Name another vault with -Vault, give the credential with -DbCredential, or make a new one with Reset-HoopMasterCredential.",
        };
}
