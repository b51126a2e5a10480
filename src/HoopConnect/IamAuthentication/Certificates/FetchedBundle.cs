using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using HoopConnect.Display;
using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication.Certificates;

/// <summary>A bundle that was read and looked through, not written yet.</summary>
internal sealed partial class FetchedBundle
{
    private FetchedBundle(byte[] content, string source, string sha256) => (Content, Source, Sha256) = (content, source, sha256);

    public byte[] Content { get; }

    public string Source { get; }

    public string Sha256 { get; }

    public int Certificates { get; private set; }

    public IReadOnlyList<string> Expired { get; private set; } = [];

    public DateTime NextExpiry { get; private set; } = DateTime.MaxValue;

    /// <summary>Looks through a bundle.</summary>
    /// <exception cref="HoopException"><c>Certificate.HashMismatch</c>, <c>Certificate.Invalid</c>.</exception>
    public static FetchedBundle Check(byte[] content, string source, string? expectedSha256, DateTime now)
    {
        var hash = Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant();
        if (expectedSha256 is not null && !string.Equals(hash, expectedSha256, StringComparison.OrdinalIgnoreCase))
        {
            throw CertificateErrors.HashMismatch.Error(
                $"{source} has the SHA-256 {hash}, not {expectedSha256.ToLowerInvariant()}: nothing was written.", source);
        }

        var bundle = new FetchedBundle(content, source, hash);
        bundle.Read(now);
        return bundle;
    }

    private void Read(DateTime now)
    {
        var text = Encoding.UTF8.GetString(Content);
        if (PrivateKey().IsMatch(text))
            throw Invalid("it holds a private key");
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException error)
        {
            throw Invalid($"a certificate in it cannot be read ({error.Message.TrimEnd('.')})");
        }

        try
        {
            // A block that was cut off is passed over in silence.
            if (certificates.Count == 0 || certificates.Count != Begin().Count(text))
                throw Invalid(certificates.Count == 0 ? "it has no certificate in PEM form" : "it is cut off");
            if (
                certificates.FirstOrDefault(each =>
                    !each.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraint => constraint.CertificateAuthority)
                ) is
                { } leaf)
                throw Invalid($"'{leaf.Subject}' in it is no certificate authority");
            Certificates = certificates.Count;
            Expired =
            [
                .. certificates
                    .Where(each => each.NotAfter.ToUniversalTime() <= now)
                    .Select(each =>
                        $"{each.GetNameInfo(X509NameType.SimpleName, forIssuer: false)} ({ShownTime.Day(each.NotAfter)})"),
            ];
            if (Expired.Count == Certificates)
                throw Invalid($"all its certificates have expired, the last one being {Expired[^1]}");
            NextExpiry = certificates.Select(each => each.NotAfter.ToUniversalTime()).Where(end => end > now).Min();
        }
        finally
        {
            foreach (var certificate in certificates)
                certificate.Dispose();
        }
    }

    private HoopException Invalid(string why) =>
        CertificateErrors.Invalid.Error($"{Source} is not a bundle of certificate authorities: {why}. Nothing was written.", Source);

    [GeneratedRegex("-----BEGIN CERTIFICATE-----", RegexOptions.CultureInvariant)]
    private static partial Regex Begin();

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----", RegexOptions.CultureInvariant)]
    private static partial Regex PrivateKey();
}
