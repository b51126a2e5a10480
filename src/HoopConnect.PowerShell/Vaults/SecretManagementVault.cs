using System.Collections;
using System.Management.Automation;
using System.Security;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Secrets;

namespace HoopConnect.PowerShell.Vaults;

/// <summary>
/// A vault registered with Microsoft.PowerShell.SecretManagement in the user's session. It never asks for a password: a locked vault is an
/// error.
/// </summary>
internal sealed class SecretManagementVault : IVault
{
    // Names are qualified, so that nobody else's Get-Secret is called; -WhatIf and -Confirm were settled with the whole plan, and what a
    // vault says to itself is not what -Verbose asked for.
    private const string Quietly = " -ErrorAction Stop -Verbose:$false -Debug:$false";
    private const string Settled = Quietly + " -WhatIf:$false -Confirm:$false";
    private const string ListVaults = @"Microsoft.PowerShell.SecretManagement\Get-SecretVault" + Quietly;
    private const string GetInfo =
        @"param($name, $vault) Microsoft.PowerShell.SecretManagement\Get-SecretInfo -Name $name -Vault $vault" + Quietly;
    private const string GetSecret =
        @"param($name, $vault) Microsoft.PowerShell.SecretManagement\Get-Secret -Name $name -Vault $vault" + Quietly;
    private const string SetSecret =
        @"param($name, $vault, $secret) Microsoft.PowerShell.SecretManagement\Set-Secret -Name $name -Vault $vault -Secret $secret"
        + Settled;
    private const string SetInfo =
        @"param($name, $vault, $metadata) Microsoft.PowerShell.SecretManagement\Set-SecretInfo -Name $name -Vault $vault "
        + "-Metadata $metadata" + Settled;
    private const string RemoveSecret =
        @"param($name, $vault) Microsoft.PowerShell.SecretManagement\Remove-Secret -Name $name -Vault $vault" + Settled;

    private const int LockedAttempts = 6;
    private static readonly TimeSpan s_lockedPause = TimeSpan.FromMilliseconds(200);

    private readonly SessionCommands _session;
    private readonly string? _secretStorePath;

    private SecretManagementVault(string name, string? secretStorePath, SessionCommands session)
    {
        Name = name;
        _secretStorePath = secretStorePath;
        _session = session;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool KeepsMetadata { get; private set; } = true;

    // One turn for all calls of the process: SessionCommands.
    /// <inheritdoc/>
    public bool TakesTurnsItself => true;

    /// <summary>The registered vault of that name, or the default one.</summary>
    /// <exception cref="Hosting.HoopException"><c>Vault.ModuleMissing</c>, <c>Vault.NotRegistered</c>.</exception>
    public static async Task<SecretManagementVault> OpenAsync(string? name, SessionCommands session, CancellationToken cancellationToken)
    {
        IReadOnlyList<PSObject> vaults;
        try
        {
            vaults = await session.InvokeAsync(ListVaults, cancellationToken);
        }
        catch (RuntimeException failure)
        {
            throw SecretManagementErrors.From(failure, name ?? "default", name ?? "default", writing: false);
        }
        var vault =
            vaults.FirstOrDefault(vault =>
                name is null
                    ? vault.Properties["IsDefault"]?.Value is true
                    : string.Equals(Text(vault, "Name"), name, StringComparison.OrdinalIgnoreCase)
            ) ?? throw SecretManagementErrors.NotRegistered(name, [.. vaults.Select(vault => Text(vault, "Name"))]);
        var secretStore = Text(vault, "ModuleName") == SecretStoreModule.Name ? Text(vault, "ModulePath") : null;
        return new SecretManagementVault(Text(vault, "Name"), secretStore, session);
    }

    /// <inheritdoc/>
    public async Task SetAsync(VaultEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var credential = new PSCredential(entry.UserName, entry.Secret.ToSecureString());
        await InvokeAsync(SetSecret, entry.Name, entry.Secret, cancellationToken, entry.Name, Name, credential);
        // Apart from the secret: SecretManagement takes a secret out again when its vault keeps no metadata.
        if (KeepsMetadata && entry.Metadata.Count > 0)
            await SetMetadataAsync(entry, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<VaultEntry?> GetAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (await FindAsync(name, cancellationToken) is not { } information)
            return null;
        var found = await InvokeAsync(GetSecret, name, null, cancellationToken, name, Name);
        return found.Count == 0 ? null : ToEntry(name, found[0].BaseObject, Metadata(information));
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (await FindAsync(name, cancellationToken) is not null)
            await InvokeAsync(RemoveSecret, name, null, cancellationToken, name, Name);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var found = await InvokeAsync(GetInfo, prefix, null, cancellationToken, WildcardPattern.Escape(prefix) + "*", Name);
        return
        [
            .. found
                .Select(information => Text(information, "Name"))
                .Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    // Get-SecretInfo takes wildcards and ignores case, and Get-Secret fails where there is none: the exact name is looked for first.
    private async Task<PSObject?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var found = await InvokeAsync(GetInfo, name, null, cancellationToken, WildcardPattern.Escape(name), Name);
        return found.FirstOrDefault(information => string.Equals(Text(information, "Name"), name, StringComparison.OrdinalIgnoreCase));
    }

    private async Task SetMetadataAsync(VaultEntry entry, CancellationToken cancellationToken)
    {
        var metadata = new Hashtable();
        foreach (var (key, value) in entry.Metadata)
            metadata[key] = value is string or int or DateTime ? value : LanguagePrimitives.ConvertTo<string>(value);
        try
        {
            await InvokeAsync(SetInfo, entry.Name, entry.Secret, cancellationToken, entry.Name, Name, metadata);
        }
        catch (Hosting.HoopException refused) when (VaultErrors.WriteFailed.Is(refused))
        {
            KeepsMetadata = false;
        }
    }

    private async Task<IReadOnlyList<PSObject>> InvokeAsync(
        string script, string entry, Secret? secret, CancellationToken cancellationToken, params object?[] arguments)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await InvokeOnceAsync(script, entry, secret, arguments, cancellationToken);
            }
            catch (Hosting.HoopException locked)
                when (VaultErrors.Locked.Is(locked) && _secretStorePath is not null && attempt < LockedAttempts)
            {
                // A store whose file another process is writing this moment cannot be decrypted either, and says it needs its password.
                await Task.Delay(s_lockedPause, cancellationToken);
            }
        }
    }

    private async Task<IReadOnlyList<PSObject>> InvokeOnceAsync(
        string script, string entry, Secret? secret, object?[] arguments, CancellationToken cancellationToken)
    {
        var writing = !ReferenceEquals(script, GetInfo) && !ReferenceEquals(script, GetSecret);
        try
        {
            if (
                _secretStorePath is not null
                && !await _session.RunAsync(() => SecretStoreModule.TryRefresh(_secretStorePath), cancellationToken))
                throw SecretManagementErrors.Locked(Name);
            return await _session.InvokeAsync(script, cancellationToken, arguments);
        }
        catch (RuntimeException failure)
        {
            throw SecretManagementErrors.From(failure, Name, entry, writing, secret);
        }
    }

    private VaultEntry ToEntry(string name, object secret, IReadOnlyDictionary<string, object> metadata) =>
        secret switch
        {
            PSCredential credential => new VaultEntry(name, credential.UserName, Secret.From(credential.Password)) { Metadata = metadata },
            SecureString alone => new VaultEntry(name, "", Secret.From(alone)) { Metadata = metadata },
            _ => throw VaultErrors.ReadFailed.Error(
                $"The entry '{name}' of the vault '{Name}' is a {secret.GetType().Name} and not a credential.", name),
        };

    private static Dictionary<string, object> Metadata(PSObject information)
    {
        var metadata = new Dictionary<string, object>(StringComparer.Ordinal);
        if (information.Properties["Metadata"]?.Value is not IEnumerable<KeyValuePair<string, object>> kept)
            return metadata;
        foreach (var (key, value) in kept)
            metadata[key] = value is DateTime { Kind: DateTimeKind.Unspecified } time
                ? DateTime.SpecifyKind(time, DateTimeKind.Utc)
                : value;
        return metadata;
    }

    private static string Text(PSObject value, string property) => value.Properties[property]?.Value?.ToString() ?? "";
}
