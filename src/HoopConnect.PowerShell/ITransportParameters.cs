using HoopConnect.Databases;

namespace HoopConnect.PowerShell;

/// <summary>
/// The parameters that say how servers are connected to: the same three, with the same range, on every cmdlet that connects.
/// </summary>
internal interface ITransportParameters
{
    /// <summary>How the connection is protected.</summary>
    SslMode SslMode { get; }

    /// <summary>PEM file with the certificate authorities to trust; a path of the user's session.</summary>
    string? CaFile { get; }

    /// <summary>How long connecting, and each round trip, may take (seconds).</summary>
    int TimeoutSeconds { get; }
}
