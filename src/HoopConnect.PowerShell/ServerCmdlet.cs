using System.Management.Automation;
using HoopConnect.Databases;

namespace HoopConnect.PowerShell;

/// <summary>The base of the cmdlets that connect to database servers, one or many.</summary>
public abstract class ServerCmdlet : AwsCmdlet, ITransportParameters
{
    /// <summary>How the connection is protected.</summary>
    [Parameter]
    public SslMode SslMode { get; set; } = SslMode.VerifyFull;

    /// <summary>PEM file with the certificate authorities to trust.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CaFile { get; set; }

    /// <summary>How long connecting, and each round trip, may take (seconds).</summary>
    [Parameter]
    [ValidateRange(1, TransportOptions.LongestTimeoutSeconds)]
    public int TimeoutSeconds { get; set; } = TransportOptions.UsualTimeoutSeconds;

    /// <summary>How servers are connected to, as the command line says it.</summary>
    private protected Task<TransportOptions> TransportAsync(CancellationToken cancellationToken) =>
        TransportAsync(TransportParameters.Usual, cancellationToken);

    /// <summary>The same, where something else says it unless the command line does.</summary>
    private protected Task<TransportOptions> TransportAsync(TransportOptions otherwise, CancellationToken cancellationToken) =>
        TransportParameters.ReadAsync(this, otherwise, HoopHost, cancellationToken);
}
