using System.Globalization;
using System.Text;
using HoopConnect.Credentials;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.SessionUsers.Granters;

/// <summary>
/// Reads a granter's DSN: <c>postgres://user:password@host:port/postgres?options</c> (also <c>postgresql</c>, <c>mysql</c>,
/// <c>mariadb</c>).
/// User, password and host are percent-encoded (RFC 3986); an IPv6 address stands in brackets; the port is the engine's own where it is
/// left out; the database is not used, since the engine's maintenance database is. Options: <c>sslmode</c> (libpq's words; <c>allow</c>
/// and
/// <c>prefer</c> are taken as <c>require</c>), <c>sslrootcert</c> (a PEM file, or <c>system</c>), <c>connect_timeout</c> (seconds),
/// <c>application_name</c> (not used). No message quotes any part of it: where it is malformed, any part may be the password.
/// </summary>
public static class GranterDsn
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Dictionary<string, SslMode> SslModes = new(StringComparer.Ordinal)
    {
        ["disable"] = SslMode.Disable,
        ["allow"] = SslMode.Require,
        ["prefer"] = SslMode.Require,
        ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA,
        ["verify-full"] = SslMode.VerifyFull,
    };

    /// <summary>True for a text that begins as a DSN does.</summary>
    public static bool LooksLikeOne(Secret text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Reveal().Contains("://", StringComparison.Ordinal);
    }

    /// <summary>Reads one.</summary>
    /// <param name="dsn">The text.</param>
    /// <param name="defaults">What holds where it does not say.</param>
    /// <exception cref="HoopException"><c>Granter.InvalidDsn</c>, <c>Granter.NoPassword</c>, <c>Database.InvalidHost</c>.</exception>
    public static Granter Parse(Secret dsn, TransportOptions defaults)
    {
        ArgumentNullException.ThrowIfNull(dsn);
        ArgumentNullException.ThrowIfNull(defaults);
        // A file, an editor or a pipe leaves a line end behind; no DSN begins or ends with white space.
        var text = dsn.Reveal().Trim();
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var engine = (scheme < 0 ? "" : text[..scheme]) switch
        {
            "postgres" or "postgresql" => DatabaseEngines.For("postgres"),
            "mysql" or "mariadb" => DatabaseEngines.For("mysql"),
            _ => throw Invalid("it does not begin with postgres://, postgresql://, mysql:// or mariadb://"),
        };
        var rest = text[(scheme + 3)..];
        var authorityEnd = rest.IndexOfAny(['/', '?', '#']);
        var authority = authorityEnd < 0 ? rest : rest[..authorityEnd];
        var tail = authorityEnd < 0 ? "" : rest[authorityEnd..];
        var at = authority.LastIndexOf('@');
        if (at < 0)
            throw Invalid("it has no user and password before an @ (a / ? # or @ in them is percent-encoded)");
        var (user, password) = Login(authority[..at]);
        var (host, port) = Address(authority[(at + 1)..], engine.DefaultPort);
        var settings = new ConnectionSettings(host, port, new DatabaseLogin(user, password)) { Transport = defaults };
        return new Granter(DatabaseIdentity.At(host, port) with { Engine = engine.Family }, engine, Tail(settings, tail));
    }

    private static (string User, Secret Password) Login(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var user = Decode(colon < 0 ? text : text[..colon]);
        if (user.Length == 0)
            throw Invalid("it has no user");
        var password = colon < 0 ? "" : Decode(text[(colon + 1)..]);
        return password.Length > 0
            ? (user, Secret.From(password))
            : throw GranterErrors.NoPassword.Error("The granter's DSN has no password.");
    }

    private static (string Host, int Port) Address(string text, int defaultPort)
    {
        string host, port;
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || (end + 1 < text.Length && text[end + 1] != ':'))
                throw Invalid("the IPv6 address is not closed by a bracket");
            host = text[1..end];
            if (
                !System.Net.IPAddress.TryParse(host, out var address)
                || address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
                throw Invalid("what stands in brackets is not an IPv6 address");
            port = end + 1 < text.Length ? text[(end + 2)..] : "";
        }
        else
        {
            if (text.Contains(',', StringComparison.Ordinal))
                throw Invalid("it names several hosts, and one server is granted on");
            var colon = text.LastIndexOf(':');
            host = Decode(colon < 0 ? text : text[..colon]);
            port = colon < 0 ? "" : text[(colon + 1)..];
            if (host.Length == 0 || host.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is ':' or '/'))
                throw Invalid("it has no host name or address after the @ (an IPv6 address stands in brackets)");
        }

        if (port.Length == 0)
            return (host, defaultPort);
        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65535
            ? (host, number)
            : throw Invalid("its port is not a number from 1 to 65535");
    }

    private static ConnectionSettings Tail(ConnectionSettings settings, string tail)
    {
        var question = tail.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? tail : tail[..question];
        if (path.Contains('@', StringComparison.Ordinal) || path.Contains('#', StringComparison.Ordinal) || path.LastIndexOf('/') > 0)
            throw Invalid("there is more behind the host than one database (a / ? # or @ in user or password is percent-encoded)");
        if (question < 0)
            return settings;
        foreach (var option in tail[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                throw Invalid("an option has no value");
            settings = Option(settings, option[..equals], Decode(option[(equals + 1)..]));
        }

        return settings;
    }

    private static ConnectionSettings Option(ConnectionSettings settings, string name, string value) => name switch
    {
        "sslmode" => SslModes.TryGetValue(value, out var mode)
            ? settings with { SslMode = mode }
            : throw Invalid($"its sslmode is not one of {string.Join(", ", SslModes.Keys)}"),
        "sslrootcert" => settings with { CaFile = value is "" or "system" ? null : value },
            "connect_timeout" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && TransportOptions.IsTimeout(seconds)
            ? settings with { Timeout = TimeSpan.FromSeconds(seconds) }
            : throw Invalid($"its connect_timeout is not a number of seconds from 1 to {TransportOptions.LongestTimeoutSeconds}"),
        "application_name" => settings,
        _ => throw Invalid("it has an option that is not known here; known are sslmode, sslrootcert, connect_timeout and application_name"),
    };

    private static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
                i += length - 1;
            }
            else if (i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 2;
            }
            else
            {
                throw Invalid("a % in it is not followed by two hexadecimal digits (a % itself is %25)");
            }
        }

        try
        {
            return Utf8.GetString(bytes.ToArray());
        }
        catch (DecoderFallbackException)
        {
            throw Invalid("its percent-encoding is not UTF-8");
        }
    }

    private static HoopException Invalid(string why) =>
        GranterErrors.InvalidDsn.Error($"The granter's DSN cannot be used: {why}.");
}
