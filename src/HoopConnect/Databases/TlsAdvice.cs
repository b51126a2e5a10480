namespace HoopConnect.Databases;

/// <summary>What to do where a server's certificate is not trusted: the same on every engine.</summary>
internal static class TlsAdvice
{
    /// <summary>The recommended action of <c>Database.TlsFailed</c>.</summary>
    public static string For(ConnectionSettings settings)
    {
        const string OtherName = "-SslMode VerifyCA where only the host name differs (a tunnel, a CNAME)";
        if (settings.CaFile is { } file)
            return $"Check that '{file}' has the authority that signed the server's certificate, and that the host name is the one in " +
                "the certificate (else -SslMode VerifyCA).";
        return settings.KeptCertificates?.Describe() is { } kept
            ? $"The authority that signed it is neither the system's nor in {kept}: fetch the bundles of RDS again with " +
                $"Save-HoopRdsCertificate, name another file with -CaFile, or use {OtherName}."
            : "Fetch the certificates of RDS once with Save-HoopRdsCertificate, name the file with the authorities with -CaFile, or " +
                $"use {OtherName}.";
    }
}
