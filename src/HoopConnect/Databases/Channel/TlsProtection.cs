namespace HoopConnect.Databases.Channel;

/// <summary>How the bytes of a connection are protected.</summary>
internal enum TlsProtection
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>TLS with anybody.</summary>
    Encrypted,

    /// <summary>TLS with a server whose certificate was verified.</summary>
    Verified,
}
