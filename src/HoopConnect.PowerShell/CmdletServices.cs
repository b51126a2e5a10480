using System.Management.Automation;
using HoopConnect.Aws;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Hooks.Runbooks;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Markers;
using HoopConnect.Planning;
using HoopConnect.PowerShell.Pipeline;
using HoopConnect.PowerShell.Vaults;
using HoopConnect.Provisioning.Connections;
using HoopConnect.Secrets;

namespace HoopConnect.PowerShell;

/// <summary>
/// What a cmdlet reaches beyond its parameters: AWS, vaults, and the logins that markers stand for. Each is opened at its first use and
/// lives as long as the command.
/// </summary>
/// <param name="cmdlet">The cmdlet, for the user's session.</param>
/// <param name="host">Leads to the session's thread.</param>
internal sealed class CmdletServices(PSCmdlet cmdlet, IHoopHost host) : IDisposable
{
    private readonly object _opening = new();
    private Task<AwsSession>? _aws;
    private CredentialResolver? _resolver;

    /// <summary>
    /// How AWS is opened, given the region that a token is for; read on the session's thread. By default with what AWS.Tools left in the
    /// session, else with the credentials of the environment.
    /// </summary>
    public Func<string?, AwsSessionOptions>? AwsOptions { get; init; }

    /// <summary>
    /// AWS is what the command is about: where it cannot be opened, the command ends, since every target would fail the same way.
    /// </summary>
    public bool NeedsAws { get; init; }

    /// <summary>What makes usable logins of markers.</summary>
    public CredentialResolver Resolver => LazyInitializer.EnsureInitialized(ref _resolver, () => new CredentialResolver(AwsAsync));

    /// <summary>AWS; one session for the command.</summary>
    /// <param name="region">The region a token is for, where it is known and nothing else says one.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    public async Task<IAwsServices> AwsAsync(string? region, CancellationToken cancellationToken)
    {
        try
        {
            // Databases are worked on side by side, and the first of them that needs AWS opens it for all.
            Task<AwsSession> opening;
            lock (_opening)
                opening = _aws ??= OpenAwsAsync(region, cancellationToken);
            return await opening;
        }
        catch (Exception refused) when (NeedsAws && refused is not OperationCanceledException)
        {
            throw new TerminatingException(refused);
        }
    }

    /// <summary>The vault of that name, or the default one. A failure ends the command: no target could keep its password.</summary>
    public async Task<CheckedVault> OpenVaultAsync(string? name, CancellationToken cancellationToken)
    {
        try
        {
            var vault = await SecretManagementVault.OpenAsync(name, new SessionCommands(cmdlet.InvokeCommand, host), cancellationToken);
            return new CheckedVault(vault, StateFolder.OfUser());
        }
        catch (HoopException refused)
        {
            throw new TerminatingException(refused);
        }
    }

    /// <summary>A runbook by its path in the session, or by its URL. A failure ends the command: no job could have it.</summary>
    public async Task<Runbook> OpenRunbookAsync(string path, RunbookOptions options, RunMode mode, CancellationToken cancellationToken)
    {
        try
        {
            var (full, folder) = await host.OnSessionThreadAsync(
                () => (RunbookSource.IsUrl(path) || path.StartsWith('-') ? path : SessionPath.Of(cmdlet, path),
                    cmdlet.SessionState.PSVariable.GetValue("PSHOME") as string),
                cancellationToken);
            return await Runbook.OpenAsync(
                RunbookSource.Parse(full), options with { PowerShellFolder = folder }, mode, cancellationToken);
        }
        catch (HoopException refused)
        {
            throw new TerminatingException(refused);
        }
    }

    /// <summary>
    /// The login that can be used, where user or password is a marker (<c>_aws_iam_rds:</c>, <c>_vaultkv1:</c>, <c>_vaultkv2:</c>); another
    /// one as it is.
    /// </summary>
    public async Task<DatabaseLogin> ResolveAsync(DatabaseLogin login, LoginTarget target, CancellationToken cancellationToken)
    {
        if (!CredentialResolver.HasMarker(login))
            return login;
        var resolved = await ResolveWholeAsync(login, target, cancellationToken);
        if (resolved.Expires is { } expires)
            host.Verbose($"A token for '{resolved.UserName}' at {target.Host}:{target.Port}, accepted until {expires:HH:mm:ss} UTC.");
        return new DatabaseLogin(resolved.UserName, resolved.Password);
    }

    /// <summary>The same with all that is known of it; a warning says where no server may take a token.</summary>
    public async Task<ResolvedCredential> ResolveWholeAsync(DatabaseLogin login, LoginTarget target, CancellationToken cancellationToken)
    {
        var resolved = await Resolver.ResolveAsync(login, target, cancellationToken);
        if (resolved.Doubt is { } doubt)
            host.Warning(doubt);
        return resolved;
    }

    /// <summary>The login of a connection, with what its markers stand for.</summary>
    public async Task<DatabaseLogin> LoginAsync(ConnectionStore store, Connection connection, CancellationToken cancellationToken)
    {
        var login = await store.LoginAsync(connection, cancellationToken);
        var target = LoginTarget.At(connection.HostName, connection.Port, connection.DatabaseArn) with { SslMode = connection.SslMode };
        return await ResolveAsync(login, target, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _resolver?.Dispose();
        if (_aws is { IsCompletedSuccessfully: true })
            _aws.Result.Dispose();
    }

    private async Task<AwsSession> OpenAwsAsync(string? region, CancellationToken cancellationToken) =>
        await AwsSession.OpenAsync(
            await host.OnSessionThreadAsync(() => (AwsOptions ?? Stored)(region), cancellationToken), host, cancellationToken);

    private AwsSessionOptions Stored(string? region) =>
        new() { Region = region ?? StoredAws.Region(cmdlet.SessionState), Credentials = StoredAws.Credentials(cmdlet.SessionState) };
}
