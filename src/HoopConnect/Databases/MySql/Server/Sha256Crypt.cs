using System.Security.Cryptography;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>
/// SHA-256 crypt (Ulrich Drepper, "Unix crypt using SHA-256 and SHA-512"), of which <c>caching_sha2_password</c> keeps the digest; its
/// salt is
/// 20 characters long where crypt(3) stops at 16.
/// </summary>
internal static class Sha256Crypt
{
    /// <summary>The characters of the digest; MySQL takes salts of any, these cause no quoting trouble.</summary>
    public const string Alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private const int Size = SHA256.HashSizeInBytes;

    /// <summary>The 43 characters of the digest.</summary>
    public static string Digest(byte[] password, byte[] salt, int rounds)
    {
        var alternate = SHA256.HashData([.. password, .. salt, .. password]);
        using var first = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        first.AppendData(password);
        first.AppendData(salt);
        first.AppendData(Repeat(alternate, password.Length));
        for (var length = password.Length; length > 0; length >>= 1)
            first.AppendData((length & 1) != 0 ? alternate : password);
        var digest = first.GetHashAndReset();

        var p = Repeat(HashOfRepeated(password, password.Length), password.Length);
        var s = Repeat(HashOfRepeated(salt, 16 + digest[0]), salt.Length);
        for (var round = 0; round < rounds; round++)
        {
            first.AppendData((round & 1) != 0 ? p : digest);
            if (round % 3 != 0)
                first.AppendData(s);
            if (round % 7 != 0)
                first.AppendData(p);
            first.AppendData((round & 1) != 0 ? digest : p);
            first.GetHashAndReset(digest);
        }

        CryptographicOperations.ZeroMemory(p);
        return Encode(digest);
    }

    private static byte[] HashOfRepeated(byte[] value, int times)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < times; i++)
            hash.AppendData(value);
        return hash.GetHashAndReset();
    }

    private static byte[] Repeat(byte[] value, int length)
    {
        var repeated = new byte[length];
        for (var i = 0; i < length; i++)
            repeated[i] = value[i % Size];
        return repeated;
    }

    /// <summary>Crypt's own base 64: three bytes, in a fixed order of positions, become four characters, the lowest bits first.</summary>
    private static string Encode(byte[] digest)
    {
        var text = new char[43];
        var position = 0;
        var (a, b, c) = (0, 10, 20);
        for (var i = 0; i < 10; i++, (a, b, c) = (c + 1, a + 1, b + 1))
            position = Put(text, position, digest[a] << 16 | digest[b] << 8 | digest[c], 4);
        Put(text, position, digest[31] << 8 | digest[30], 3);
        return new string(text);
    }

    private static int Put(char[] text, int position, int bits, int count)
    {
        for (; count > 0; count--, bits >>= 6)
            text[position++] = Alphabet[bits & 63];
        return position;
    }
}
