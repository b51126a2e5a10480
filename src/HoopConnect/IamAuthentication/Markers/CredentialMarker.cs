using HoopConnect.Credentials.Vaults.HashiCorp;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.IamAuthentication.Markers;

/// <summary>
/// What stands in the place of a user, a password or another value and says where that is to be had, written as Hoop
/// writes it: <c>_aws_iam_rds:&lt;user&gt;</c> with <c>_aws_iam_rds:authtoken</c>, <c>_vaultkv1:&lt;path&gt;:&lt;KEY&gt;</c>,
/// <c>_vaultkv2:&lt;path&gt;:&lt;KEY&gt;</c>.
/// </summary>
internal sealed record CredentialMarker
{
    private const string TokenPrefix = "_aws_iam_rds:";
    private const string TokenWord = "authtoken";

    // Values that begin so are kept for markers; anything else is a value.
    private static readonly string[] Reserved = ["_aws", "_vault", "_envjson"];

    // Providers that Hoop knows and that are not served here.
    private static readonly string[] NotServed = ["_aws", "_envjson"];

    private CredentialMarker()
    {
    }

    /// <summary>What follows <c>_aws_iam_rds:</c>, the user; null for a reference to a vault and for the password of a pair.</summary>
    public string? TokenUser { get; private init; }

    /// <summary>
    /// Whether it is the password of a pair, <c>_aws_iam_rds:authtoken</c>. (A user may have that name too: which it is, its place says.)
    /// </summary>
    public bool IsToken { get; private init; }

    /// <summary>The engine of HashiCorp Vault that has the value.</summary>
    public KeyValueVersion Version { get; private init; }

    /// <summary>The secret with the value; null for a token.</summary>
    public string? Path { get; private init; }

    /// <summary>The key of the value in it.</summary>
    public string? Key { get; private init; }

    /// <summary>The pair that stands for a token of a user.</summary>
    public static DatabaseLogin TokenPair(string userName) => new(TokenPrefix + userName, Secret.From(TokenPrefix + TokenWord));

    /// <summary>Reads a value: a marker, or null where it is one of itself.</summary>
    /// <exception cref="HoopException"><c>Marker.Unknown</c>, <c>Marker.Invalid</c>. What is no marker is in no message.</exception>
    public static CredentialMarker? Parse(string text) => Parse(text, isSecret: false);

    /// <summary>As <see cref="Parse(string)"/>, of a text that may be a password.</summary>
    public static CredentialMarker? Parse(Secret text) => Parse(text.Reveal(), isSecret: true);

    private static CredentialMarker? Parse(string text, bool isSecret)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !Array.Exists(Reserved, prefix => text.StartsWith(prefix, StringComparison.Ordinal)))
            return null;
        var provider = text[..colon];
        // A password that only begins like a marker has other letters before its first colon.
        if (!provider.Skip(1).All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
            return null;
        return provider switch
        {
            "_aws_iam_rds" => OfToken(text[TokenPrefix.Length..]),
            "_vaultkv1" => OfVault(text, KeyValueVersion.V1),
            "_vaultkv2" => OfVault(text, KeyValueVersion.V2),
            _ => throw MarkerErrors.Unknown.Error(
                isSecret && !NotServed.Contains(provider)
                    ? "What is given as a secret begins like a reference to a provider that is not known."
                    : $"'{provider}:' is not a provider of credentials that is known.",
                // A password that begins so by chance is not for a message.
                isSecret && !NotServed.Contains(provider) ? null : provider),
        };
    }

    private static CredentialMarker OfToken(string rest) => rest.Length > 0 && !rest.Contains(':', StringComparison.Ordinal)
        ? new CredentialMarker { TokenUser = rest, IsToken = rest == TokenWord }
        : throw Invalid("_aws_iam_rds", "it has not the form _aws_iam_rds:<user>, or _aws_iam_rds:authtoken for the password");

    private static CredentialMarker OfVault(string text, KeyValueVersion version) =>
        text.Split(':') is [_, { Length: > 0 } path, { Length: > 0 } key]
        ? new CredentialMarker { Version = version, Path = path, Key = key }
        : throw Invalid($"_vaultkv{(int)version}", $"it has not the form _vaultkv{(int)version}:<path>:<KEY>");

    private static HoopException Invalid(string provider, string why) =>
        MarkerErrors.Invalid.Error($"The reference of '{provider}' cannot be read: {why}.", provider);
}
