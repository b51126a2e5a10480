using System.Net;
using System.Net.Sockets;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.Credentials;

/// <summary>
/// Which database a credential is for: an RDS database by account, region and identifier, or any server by host and port where it was
/// named by hand. Vault entries are named after it, so it stays the same for as long as the database does.
/// </summary>
public sealed record DatabaseIdentity
{
    private DatabaseIdentity(string key) => Key = key;

    /// <summary>
    /// What names this database in a vault: <c>&lt;account&gt;-&lt;region&gt;-&lt;identifier&gt;</c> or <c>&lt;host&gt;-&lt;port&gt;</c>.
    /// In a host a dot becomes one hyphen and a hyphen two, so that <c>a-b.c</c> and <c>a.b-c</c> stay different names.
    /// </summary>
    public string Key { get; }

    /// <summary>The ARN; null for a server named by hand.</summary>
    public string? Arn { get; private init; }

    /// <summary>RDS's engine name; null where it is not known.</summary>
    public string? Engine { get; init; }

    /// <summary>The host to connect to; null where RDS has given it none yet.</summary>
    public string? HostName { get; private init; }

    /// <summary>The TCP port.</summary>
    public int Port { get; private init; }

    /// <summary>The identity of a database: by its ARN where RDS knows it, else (no ARN) by its host and port.</summary>
    /// <exception cref="HoopException"><c>Database.InvalidHost</c>, <c>Database.InvalidPort</c>, <c>Database.EngineNotServed</c> (no ARN
    /// and no port).</exception>
    public static DatabaseIdentity Of(RdsDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        if (database.Arn.Length == 0)
        {
            var port = database.Port > 0 ? database.Port : DatabaseEngines.For(database.Engine).DefaultPort;
            return At(database.HostName ?? "", port) with { Engine = database.Engine };
        }

        return new DatabaseIdentity($"{database.AccountId}-{database.Region}-{database.Identifier}".ToLowerInvariant())
        {
            Arn = database.Arn,
            Engine = database.Engine,
            HostName = database.HostName,
            Port = database.Port,
        };
    }

    /// <summary>The identity of a server by its address. The same server under another name is another identity.</summary>
    /// <param name="hostName">Host name or IP address.</param>
    /// <param name="port">TCP port, 1 to 65535.</param>
    /// <exception cref="HoopException"><c>Database.InvalidHost</c>, <c>Database.InvalidPort</c>.</exception>
    public static DatabaseIdentity At(string hostName, int port)
    {
        var host = (hostName ?? "").Trim().TrimEnd('.').ToLowerInvariant();
        if (host.Length is 0 or > 255 || host.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)))
            throw DatabaseErrors.InvalidHost.Error($"'{hostName}' is not a host name or an address.", hostName);
        if (port is < 1 or > 65535)
            throw DatabaseErrors.InvalidPort.Error($"'{port}' is not a TCP port (1 to 65535).", hostName);
        return new DatabaseIdentity($"{HostKey(host)}-{port}") { HostName = host, Port = port };
    }

    /// <inheritdoc/>
    public override string ToString() => Arn ?? $"{HostName}:{Port}";

    private static string HostKey(string host)
    {
        if (IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6)
            return "ip6-" + Convert.ToHexString(address.GetAddressBytes()).ToLowerInvariant();
        var key = host.Replace("-", "--", StringComparison.Ordinal).Replace('.', '-');
        // A host may have characters that a vault's names may not (an underscore): then a hash keeps two such hosts apart.
        return key.All(VaultNames.IsAllowed)
            ? key
            : VaultNames.WithHash(string.Concat(key.Select(c => VaultNames.IsAllowed(c) ? c : '-')), host, VaultNames.MaximumLength);
    }
}
