using System.Management.Automation;
using HoopConnect.Planning;
using HoopConnect.PowerShell.Completion;
using HoopConnect.Provisioning.Connections;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Takes connections out of a vault. The roles and their passwords stay.</summary>
[Cmdlet(VerbsCommon.Remove, "HoopConnection", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveHoopConnectionCommand : HoopCmdlet
{
    /// <summary>Names, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The vault; the default one where not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("VaultName")]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var vault = await Services.OpenVaultAsync(Vault, cancellationToken);
        var store = new ConnectionStore(vault);
        await foreach (var connection in store.GetAsync(Name, HoopHost, cancellationToken))
            await ForTargetAsync(connection.Name, () => RemoveAsync(store, vault.Name, connection, cancellationToken));
    }

    private async Task RemoveAsync(ConnectionStore store, string vaultName, Connection connection, CancellationToken cancellationToken)
    {
        var plan = new Plan($"vault {vaultName}", "remove connection",
            [
                new PlanStep($"connection {connection.Name}", "remove", $"{ConnectionStore.EntryPrefix}{connection.Name}")
                {
                    Note = connection.Policy is { } policy
                        ? $"the policy {policy} and its granter in {connection.SecretName} stay"
                        : $"the role and its password in {connection.SecretName} stay",
                },
            ]);
        if (await HoopHost.ShouldApplyAsync(plan, cancellationToken))
            await store.RemoveAsync(connection.Name, cancellationToken);
    }
}
