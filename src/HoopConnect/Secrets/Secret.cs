using System.Security;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace HoopConnect.Secrets;

/// <summary>
/// A password or token that never prints. It becomes text only through <see cref="Reveal"/>, which is called at the driver, the vault
/// and <c>-AsPlainText</c> and nowhere else.
/// </summary>
[JsonConverter(typeof(SecretJsonConverter))]
public sealed class Secret : IDisposable, IEquatable<Secret>
{
    private readonly char[] _characters;
    private bool _disposed;

    private Secret(char[] characters) => _characters = characters;

    /// <summary>How many UTF-16 characters it has.</summary>
    public int Length => _characters.Length;

    /// <summary>Takes a copy of the characters; the caller clears its own.</summary>
    public static Secret From(ReadOnlySpan<char> characters) => new(characters.ToArray());

    /// <summary>Takes a copy of the characters of a <see cref="SecureString"/>.</summary>
    public static Secret From(SecureString secureString)
    {
        ArgumentNullException.ThrowIfNull(secureString);
        using var copy = secureString.Copy();
        var pointer = System.Runtime.InteropServices.Marshal.SecureStringToGlobalAllocUnicode(copy);
        try
        {
            var characters = new char[copy.Length];
            System.Runtime.InteropServices.Marshal.Copy(pointer, characters, 0, characters.Length);
            return new Secret(characters);
        }
        finally
        {
            System.Runtime.InteropServices.Marshal.ZeroFreeGlobalAllocUnicode(pointer);
        }
    }

    /// <summary>The clear text. Call it only where it leaves for a driver, a vault or a user who asked for plain text.</summary>
    public string Reveal()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new string(_characters);
    }

    /// <summary>The text with asterisks where the secret stands in it: a peer can repeat what it was sent.</summary>
    public string HideIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Length == 0 ? text : text.Replace(Reveal(), ToString(), StringComparison.Ordinal);
    }

    /// <summary>A read-only <see cref="SecureString"/> with the same characters; the caller disposes it.</summary>
    public SecureString ToSecureString()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var secure = new SecureString();
        foreach (var character in _characters)
            secure.AppendChar(character);
        secure.MakeReadOnly();
        return secure;
    }

    /// <summary>Compares in a time that does not depend on where they differ.</summary>
    public bool Equals(Secret? other) =>
        other is not null &&
        CryptographicOperations.FixedTimeEquals(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes<char>(_characters),
            System.Runtime.InteropServices.MemoryMarshal.AsBytes<char>(other._characters));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <summary>The same for all secrets: a hash of the text would tell something about it.</summary>
    public override int GetHashCode() => Length;

    /// <summary>Asterisks, whatever the text.</summary>
    public override string ToString() => "********";

    /// <summary>Overwrites the characters.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Array.Clear(_characters);
    }
}
