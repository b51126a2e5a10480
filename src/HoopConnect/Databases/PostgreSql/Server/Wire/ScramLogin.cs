using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HoopConnect.Databases.Channel;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.PostgreSql.Server.Wire;

/// <summary>
/// The client of SCRAM-SHA-256 (RFC 5802, RFC 7677; PostgreSQL documentation, "SASL Authentication"): proves the password without telling
/// it, and hears the server prove that it knows the password's verifier.
/// </summary>
internal sealed class ScramLogin
{
    public const string Plain = "SCRAM-SHA-256";
    public const string Plus = "SCRAM-SHA-256-PLUS";

    /// <summary>
    /// Most iterations that are made for a server: about half a second of work, and it cannot be cancelled. The server's default is 4,096.
    /// </summary>
    public const int MostIterations = 1_000_000;

    private readonly byte[] _header;
    private readonly string _nonce;
    private byte[] _expected = [];

    private ScramLogin(string mechanism, string gs2, byte[] header)
    {
        (Mechanism, _header) = (mechanism, header);
        _nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        First = Encoding.ASCII.GetBytes($"{gs2}{Bare}");
    }

    /// <summary>The mechanism's name.</summary>
    public string Mechanism { get; }

    /// <summary>The first message.</summary>
    public byte[] First { get; }

    // The server knows the user from the start of the connection.
    private string Bare => $"n=,r={_nonce}";

    /// <summary>
    /// Begins. Channel binding is required where nothing else proves the server, else preferred; where there is no TLS there is none.
    /// </summary>
    /// <param name="offered">The mechanisms that the server offers.</param>
    /// <param name="protection">What protects the connection.</param>
    /// <param name="binding">What binds to it (<see cref="ChannelBinding"/>); null where nothing does.</param>
    /// <exception cref="AuthenticationRefusedException">The server offers no SCRAM, or none that would prove it.</exception>
    public static ScramLogin Begin(IReadOnlyCollection<string> offered, TlsProtection protection, byte[]? binding)
    {
        if (binding is not null && offered.Contains(Plus))
        {
            const string bound = $"p={ChannelBinding.Name},,";
            return new ScramLogin(Plus, bound, [.. Encoding.ASCII.GetBytes(bound), .. binding]);
        }

        if (protection == TlsProtection.Encrypted)
        {
            throw new AuthenticationRefusedException(
                "The server's certificate is not verified, and it offers no login that is bound to the connection (SCRAM-SHA-256-PLUS).");
        }

        if (!offered.Contains(Plain))
            throw new AuthenticationRefusedException("The server offers no login by SCRAM-SHA-256.");
        // "y" has a server that offers PLUS notice that somebody has struck it out of its offer.
        var gs2 = binding is null ? "n,," : "y,,";
        return new ScramLogin(Plain, gs2, Encoding.ASCII.GetBytes(gs2));
    }

    /// <summary>The proof, for the server's first message.</summary>
    /// <exception cref="ProtocolException">The message is none, or asks for more work than is done for a server.</exception>
    public byte[] Prove(ReadOnlySpan<byte> serverFirst, Secret password)
    {
        var said = Encoding.UTF8.GetString(serverFirst);
        if (said.Split(',') is not [['r', '=', .. var nonce], ['s', '=', .. var salt], ['i', '=', .. var count]]
            || nonce.Length <= _nonce.Length
            || !nonce.StartsWith(_nonce, StringComparison.Ordinal)
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations < 1)
            throw new ProtocolException("The server's message of SCRAM is none.");
        if (iterations > MostIterations)
        {
            throw new ProtocolException(
                $"The server asks for {iterations} iterations of SCRAM; more than {MostIterations} are not made for any.");
        }

        // As PostgreSQL's clients do (SASLprep, RFC 4013).
        var clear = Encoding.UTF8.GetBytes(password.Reveal().Normalize(NormalizationForm.FormKC));
        try
        {
            using var keys = ScramKeys.Derive(clear, Salt(salt), iterations);
            var final = $"c={Convert.ToBase64String(_header)},r={nonce}";
            var message = Encoding.UTF8.GetBytes($"{Bare},{said},{final}");
            _expected = HMACSHA256.HashData(keys.Server, message);
            var proof = HMACSHA256.HashData(keys.Stored, message);
            for (var i = 0; i < proof.Length; i++)
                proof[i] ^= keys.Client[i];
            return Encoding.ASCII.GetBytes($"{final},p={Convert.ToBase64String(proof)}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }
    }

    /// <summary>Hears the server's own proof.</summary>
    /// <exception cref="ProtocolException">It is wrong: this is not the server that knows the user.</exception>
    public void Check(ReadOnlySpan<byte> serverFinal)
    {
        var expected = Encoding.ASCII.GetBytes($"v={Convert.ToBase64String(_expected)}");
        if (_expected.Length == 0 || !CryptographicOperations.FixedTimeEquals(expected, serverFinal))
            throw new ProtocolException("The server does not prove that it knows the user's password: it may be another one.");
    }

    private static byte[] Salt(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new ProtocolException("The server's message of SCRAM is none.");
        }
    }
}
