using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Credentials.Vaults.HashiCorp;

/// <summary>
/// How to reach a HashiCorp Vault server; the variables are those of its own command line (Vault documentation, "Vault CLI: environment
/// variables").
/// </summary>
/// <param name="Address">Scheme, host and port: https, or http on loopback.</param>
/// <param name="Token">The token of whoever asks.</param>
public sealed record HashiCorpOptions(Uri Address, Secret Token)
{
    /// <summary>The namespace (Vault Enterprise); null for none.</summary>
    public string? Namespace { get; init; }

    /// <summary>The authorities to trust, and no others; null for the system's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>How long a call may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Reads <c>VAULT_ADDR</c>, <c>VAULT_TOKEN</c>, <c>VAULT_NAMESPACE</c> and <c>VAULT_CACERT</c> (a path, <c>file://...</c>, or the PEM
    /// itself as <c>base64://...</c>).
    /// </summary>
    /// <exception cref="HoopException"><c>HashiCorp.NoAddress</c>, <c>HashiCorp.InvalidAddress</c>, <c>HashiCorp.NoToken</c>,
    /// <c>HashiCorp.InvalidVariable</c>, <c>HashiCorp.InvalidCaFile</c>.</exception>
    public static HashiCorpOptions FromEnvironment() => FromEnvironment(Environment.GetEnvironmentVariable);

    internal static HashiCorpOptions FromEnvironment(Func<string, string?> environment)
    {
        if (environment("VAULT_ADDR") is not { Length: > 0 } address)
        {
            throw HashiCorpErrors.NoAddress.Error("It is not known which HashiCorp Vault server has the value: VAULT_ADDR is not set.");
        }

        var url = Parse(address);
        if (environment("VAULT_TOKEN")?.Trim() is not { Length: > 0 } token)
        {
            throw HashiCorpErrors.NoToken.Error(
                $"The HashiCorp Vault server at {url.Authority} wants a token: VAULT_TOKEN is not set.", url.Authority);
        }

        return new HashiCorpOptions(url, Secret.From(OneWord("VAULT_TOKEN", token)))
        {
            Namespace = environment("VAULT_NAMESPACE") is { Length: > 0 } space ? OneWord("VAULT_NAMESPACE", space) : null,
            Authorities = environment("VAULT_CACERT") is { Length: > 0 } authorities ? ReadAuthorities(authorities) : null,
        };
    }

    /// <summary>Both go into a header of HTTP. The message never holds the value: it may be the token.</summary>
    private static string OneWord(string variable, string value) =>
        value.All(character => character is > ' ' and < '\u007F')
            ? value
            : throw HashiCorpErrors.InvalidVariable.Error($"{variable} has a line end, a space or another character that it cannot have.");

    private static Uri Parse(string text)
    {
        var url = SecureUrl.Parse(text, Invalid);
        if (url.Query.Length > 0 || url.Fragment.Length > 0)
            throw Invalid(text, $"'{text}' has a query");
        return url;
    }

    private static X509Certificate2Collection ReadAuthorities(string text)
    {
        try
        {
            if (!text.StartsWith("base64://", StringComparison.Ordinal))
                return ServerTrust.ReadPem(text.StartsWith("file://", StringComparison.Ordinal) ? text["file://".Length..] : text);
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(text["base64://".Length..])));
            return authorities.Count > 0
                ? authorities
                : throw InvalidAuthorities("there is no certificate in PEM form behind base64://", null);
        }
        catch (HoopException error) when (error.ErrorId.StartsWith("Database.", StringComparison.Ordinal))
        {
            throw InvalidAuthorities(error.Message.TrimEnd('.'), error.Target);
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            throw InvalidAuthorities("what is behind base64:// is not base64 of a PEM file", null);
        }
    }

    private static HoopException InvalidAuthorities(string why, string? target) =>
        HashiCorpErrors.InvalidCaFile.Error($"VAULT_CACERT cannot be used: {why}.", target);

    private static HoopException Invalid(string target, string why) =>
        HashiCorpErrors.InvalidAddress.Error($"VAULT_ADDR cannot be used: {why}.", target);
}
