using System.Globalization;
using HoopConnect.Credentials;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Secrets;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.SessionUsers.Granters;

/// <summary>
/// The granter that a policy names by its <c>plugin_config_entry</c>: a vault entry that is a DSN (a text secret, or the password of a
/// credential), or a credential whose metadata says host and, where they are not the defaults, port and engine.
/// </summary>
public static class VaultGranter
{
    /// <summary>Finds the granter of a policy.</summary>
    /// <exception cref="HoopException"><c>Granter.NotFound</c>, <c>Granter.NoHost</c>, those of <see cref="GranterDsn.Parse"/> and of the
    /// vault.</exception>
    public static async Task<Granter> FindAsync(
        CheckedVault vault, SessionPolicy policy, TransportOptions defaults, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(defaults);
        var entry = await vault.GetAnyAsync(policy.PluginConfigEntry, cancellationToken)
            ?? throw Error(GranterErrors.NotFound, vault, policy, "is not there");
        if (GranterDsn.LooksLikeOne(entry.Secret))
        {
            using (entry.Secret)
                return GranterDsn.Parse(entry.Secret, defaults);
        }

        if (entry.UserName.Length == 0 || entry.Metadata.GetValueOrDefault("host") is not string { Length: > 0 } host)
        {
            entry.Secret.Dispose();
            throw Error(GranterErrors.NoHost, vault, policy, "is neither a DSN nor a credential whose metadata says a host");
        }

        var engine = DatabaseEngines.For(
            entry.Metadata.GetValueOrDefault("engine") as string is { Length: > 0 } named ? named : policy.Engine);
        var port = int.TryParse(
            Convert.ToString(entry.Metadata.GetValueOrDefault("port"), CultureInfo.InvariantCulture),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number)
            ? number
            : engine.DefaultPort;
        var settings = new ConnectionSettings(host, port, new DatabaseLogin(entry.UserName, entry.Secret)) { Transport = defaults };
        return new Granter(DatabaseIdentity.At(host, port) with { Engine = engine.Family }, engine, settings);
    }

    private static HoopException Error(ErrorDefinition definition, CheckedVault vault, SessionPolicy policy, string what) =>
        definition.Error(
            $"The entry '{policy.PluginConfigEntry}' of vault '{vault.Name}', which policy '{policy.Name}' names for its granter, {what}.",
            policy.PluginConfigEntry);
}
