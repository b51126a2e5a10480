using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Credentials.Vaults.HashiCorp;

/// <summary>Secrets that are sets of keys and values: the seam to HashiCorp Vault.</summary>
public interface IKeyValueSecrets
{
    /// <summary>Reads a secret.</summary>
    /// <param name="version">Which engine the path leads to.</param>
    /// <param name="path">
    /// The path below <c>/v1/</c>, with the mount, for version 2 with <c>data/</c> and, where a version is meant, <c>?version=N</c>; one
    /// without a slash is a secret of the mount <c>secret</c>.
    /// </param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="HoopException"><c>HashiCorp.NotFound</c>, <c>HashiCorp.Denied</c>, <c>HashiCorp.Unreachable</c>,
    /// <c>HashiCorp.InvalidPath</c>, <c>HashiCorp.InvalidAnswer</c>.</exception>
    Task<IReadOnlyDictionary<string, Secret>> ReadAsync(KeyValueVersion version, string path, CancellationToken cancellationToken);
}
