using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HoopConnect.Hosting;

namespace HoopConnect.Databases;

/// <summary>
/// Whether a server's certificate is trusted, by the same rules on every engine: with a CA file its authorities and no others, without one
/// the system's and the RDS bundles that the user keeps.
/// </summary>
internal sealed class ServerTrust
{
    /// <summary>Bundles that were read: that of all regions takes longer to read than a connection takes to open.</summary>
    private static readonly ConcurrentDictionary<string, (DateTime Written, long Length, X509Certificate2Collection Certificates)> Read =
        new(StringComparer.Ordinal);

    private readonly ConnectionSettings _settings;
    private readonly X509Certificate2Collection? _authorities;

    private ServerTrust(ConnectionSettings settings, X509Certificate2Collection? authorities) =>
        (_settings, _authorities) = (settings, authorities);

    /// <summary>What went wrong while the certificate was looked at, if anything did: a handshake says only that it was refused.</summary>
    public HoopException? Failure { get; private set; }

    /// <summary>Why the certificate was refused.</summary>
    public string Complaint { get; private set; } = "the handshake failed";

    /// <summary>The server's certificate was refused: whatever ended the handshake, that is why.</summary>
    public bool HasRefused { get; private set; }

    /// <summary>The certificate (DER) that was accepted.</summary>
    public byte[]? Accepted { get; private set; }

    /// <summary>Reads the CA file, where one is named.</summary>
    /// <exception cref="HoopException"><c>Database.CaFileNotFound</c>, <c>Database.InvalidCaFile</c>.</exception>
    public static ServerTrust Of(ConnectionSettings settings) => new(settings, settings.CaFile is { } file ? ReadPem(file) : null);

    /// <summary>Looks for the CA file, before anything is sent.</summary>
    /// <exception cref="HoopException"><c>Database.CaFileNotFound</c>.</exception>
    public static void Check(ConnectionSettings settings)
    {
        if (settings.CaFile is { } file && !File.Exists(file))
            throw NotThere(file);
    }

    /// <summary>What a TLS handshake with the server is to be like.</summary>
    public SslClientAuthenticationOptions Options()
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = _settings.Host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        Apply(options);
        return options;
    }

    /// <summary>Puts the rules into the options of a handshake.</summary>
    public void Apply(SslClientAuthenticationOptions options)
    {
        options.RemoteCertificateValidationCallback = Validate;
        options.CertificateChainPolicy = ServerChain.Policy(_settings.SslMode == SslMode.Require ? null : _authorities);
    }

    /// <summary>The certificates of a PEM file; read again when it has changed.</summary>
    /// <exception cref="HoopException"><c>Database.CaFileNotFound</c>, <c>Database.InvalidCaFile</c>.</exception>
    internal static X509Certificate2Collection ReadPem(string path, string? advice = null)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw NotThere(path);
        var (written, length) = (file.LastWriteTimeUtc, file.Length);
        if (Read.TryGetValue(path, out var known) && known.Written == written && known.Length == length)
            return known.Certificates;
        Exception? cause = null;
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(SharedFile.ReadText(path));
            if (certificates.Count > 0)
            {
                Read[path] = (written, length, certificates);
                return certificates;
            }
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            cause = error;
        }

        throw DatabaseErrors.InvalidCaFile.Error(
            $"The CA file '{path}' has no certificate in PEM " +
                $"form{(cause is null ? "" : $", or cannot be read: {cause.Message.TrimEnd('.')}")}.",
            path,
            advice,
            cause: cause);
    }

    internal static HoopException NotThere(string path) =>
        DatabaseErrors.CaFileNotFound.Error($"The CA file '{path}' is not there.", path);

    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (_settings.SslMode == SslMode.VerifyCA)
            errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && IsKept(certificate, chain))
            errors &= ~SslPolicyErrors.RemoteCertificateChainErrors;
        if (_settings.SslMode != SslMode.Require && errors != SslPolicyErrors.None)
        {
            Complaint = Explain(errors, certificate, chain);
            HasRefused = true;
            return false;
        }

        Accepted = certificate?.GetRawCertData();
        return true;
    }

    /// <summary>True where an authority of a kept bundle signed the certificate, which the system does not trust.</summary>
    private bool IsKept(X509Certificate? certificate, X509Chain? chain)
    {
        if (
            _authorities is not null
            || certificate is null
            || _settings.SslMode == SslMode.Require
            || _settings.KeptCertificates is not { } kept)
            return false;
        try
        {
            var authorities = kept.Load();
            if (authorities.Count == 0)
                return false;
            using var again = new X509Chain { ChainPolicy = ServerChain.Policy(authorities) };
            // The intermediates that the server sent are here.
            if (chain is not null)
                again.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
            using var leaf = new X509Certificate2(certificate);
            return again.Build(leaf);
        }
        catch (HoopException unusable)
        {
            Failure = unusable;
            return false;
        }
    }

    private string Explain(SslPolicyErrors errors, X509Certificate? certificate, X509Chain? chain)
    {
        var named = $"the server's certificate '{certificate?.Subject}' of '{certificate?.Issuer}'";
        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            reasons.Add("the server shows no certificate");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            reasons.Add($"{named} is not for '{_settings.Host}'");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            var states =
                chain
                    ?.ChainStatus.Select(status => status.StatusInformation.Trim().TrimEnd('.'))
                    .Where(text => text.Length > 0)
                    .Distinct(StringComparer.Ordinal)
                ?? [];
            reasons.Add($"{named} is not trusted: {string.Join(", ", states.DefaultIfEmpty("its chain cannot be built"))}");
        }

        return string.Join("; ", reasons);
    }
}
