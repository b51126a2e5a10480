namespace HoopConnect.Databases;

/// <summary>What to do where a server's certificate is not trusted: the same on every engine.</summary>
internal static class TlsAdvice
{
    /// <summary>The recommended action of <c>Database.TlsFailed</c>.</summary>
    public const string CaFile =
        "Give the authorities that sign the server's certificate with -CaFile (for RDS the certificate bundle of the region or the global one, " +
        "see the Amazon RDS User Guide, \"Using SSL/TLS to encrypt a connection to a DB instance\"), or -SslMode VerifyCA where only the host name differs (a tunnel, a CNAME).";
}
