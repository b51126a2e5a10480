using System.Collections.Concurrent;
using System.Management.Automation;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Pipeline;

namespace HoopConnect.PowerShell;

/// <summary>Makes of the parameters what the engine takes.</summary>
internal static class TransportParameters
{
    /// <summary>What holds where nothing is said: the certificate bundles of RDS that the user keeps are trusted.</summary>
    public static TransportOptions Usual => new() { KeptCertificates = KeptCertificates.OfUser() };

    /// <summary>What the command line says, and where it says nothing what holds otherwise.</summary>
    /// <param name="cmdlet">The cmdlet, with its parameters bound.</param>
    /// <param name="otherwise">What a policy, a stored object or <see cref="Usual"/> says.</param>
    /// <param name="host">Leads to the user's session, whose paths these are.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    /// <exception cref="TerminatingException"><c>Database.CaFileNotFound</c>, <c>Argument.NotAFile</c>.</exception>
    public static async Task<TransportOptions> ReadAsync<T>(
        T cmdlet, TransportOptions otherwise, IHoopHost host, CancellationToken cancellationToken)
        where T : PSCmdlet, ITransportParameters
    {
        var given = cmdlet.MyInvocation.BoundParameters;
        var caFile = otherwise.CaFile;
        if (cmdlet.CaFile is { } path)
        {
            // It is the command line's: no target could be reached with it.
            try
            {
                caFile = await host.OnSessionThreadAsync(() => SessionPath.Of(cmdlet, path), cancellationToken);
                if (!File.Exists(caFile))
                    throw ServerTrust.NotThere(caFile);
            }
            catch (HoopException wrong)
            {
                throw new TerminatingException(wrong);
            }
        }

        return otherwise with
        {
            SslMode = given.ContainsKey(nameof(cmdlet.SslMode)) ? cmdlet.SslMode : otherwise.SslMode,
            CaFile = caFile,
            Warn = SaidOnce(host),
            Timeout = given.ContainsKey(nameof(cmdlet.TimeoutSeconds)) ? TimeSpan.FromSeconds(cmdlet.TimeoutSeconds) : otherwise.Timeout,
        };
    }

    /// <summary>Warnings of connections: what thousands of them say in the same words is said once.</summary>
    private static Action<string> SaidOnce(IHoopHost host)
    {
        var said = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        return message =>
        {
            if (said.TryAdd(message, true))
                host.Warning(message);
        };
    }
}
