using System.Management.Automation;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Markers;
using HoopConnect.PowerShell.Completion;
using HoopConnect.Provisioning.Connections;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Gets the connections that are stored in a vault.</summary>
[Cmdlet(VerbsCommon.Get, "HoopConnection")]
[OutputType(typeof(Connection))]
public sealed class GetHoopConnectionCommand : HoopCmdlet
{
    /// <summary>Names, with wildcards; all where not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The vault; the default one where not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("VaultName")]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var store = new ConnectionStore(await OpenVaultAsync(Vault, cancellationToken));
        foreach (var name in Name)
        {
            if (NamePattern.Parse(name).HasWildcard)
                await WriteAllAsync(store.GetAsync(name, HoopHost, cancellationToken), cancellationToken);
            else
                await WriteAsync(await FindAsync(store, name, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Where its login is for.</summary>
    internal static LoginTarget TargetOf(Connection connection)
    {
        var arn = connection.DatabaseArn is null ? null : RdsArn.Parse(connection.DatabaseArn);
        return new LoginTarget(connection.HostName, connection.Port) { Region = arn?.Region.Name, AccountId = arn?.AccountId, SslMode = connection.SslMode };
    }

    /// <summary>The connection of exactly that name.</summary>
    /// <exception cref="HoopException"><c>Connection.NotFound</c>.</exception>
    internal static async Task<Connection> FindAsync(ConnectionStore store, string name, CancellationToken cancellationToken) =>
        await store.FindAsync(name, cancellationToken) ?? throw new HoopException("Connection.NotFound", HoopErrorKind.ObjectNotFound, $"There is no connection '{name}'.")
        {
            Target = name,
            RecommendedAction = "Get-HoopConnection lists those of a vault; -Vault names another vault.",
        };
}
