namespace HoopConnect.Databases;

/// <summary>How the connection to a database is protected. The names are PostgreSQL's (libpq, "SSL Support").</summary>
public enum SslMode
{
    /// <summary>TLS, the server's certificate chain and its host name are verified. The default.</summary>
    VerifyFull,

    /// <summary>TLS, the server's certificate chain is verified, its host name is not (a tunnel, a CNAME).</summary>
    VerifyCA,

    /// <summary>TLS without verification: protects from listeners, not from an impostor.</summary>
    Require,

    /// <summary>No TLS. For a server on this machine only.</summary>
    Disable,
}
