using System.Security.Cryptography;
using HoopConnect.Hosting;

namespace HoopConnect.Secrets;

/// <summary>
/// Makes passwords from a cryptographic generator: letters, digits, <c>*</c> and <c>_</c>, every allowed password equally likely.
/// The alphabet is one that every engine, URL, shell and option file takes without quoting surprises.
/// </summary>
public static class PasswordGenerator
{
    /// <summary>The shortest length that is made.</summary>
    public const int MinimumLength = 25;

    /// <summary>
    /// The length where none is asked for. It fits the smallest limit RDS has for a master password, the 41 characters of MySQL and MariaDB
    /// (Amazon RDS API Reference, "CreateDBInstance", MasterUserPassword).
    /// </summary>
    public const int DefaultLength = 32;

    /// <summary>The longest length that is made: the limit of PostgreSQL and SQL Server masters on RDS (ibid.).</summary>
    public const int MaximumLength = 128;

    // 64 characters: six random bits each, so that no character is likelier than another.
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Alphabet = Letters + "0123456789*_";

    /// <summary>Makes a password with at least one capital, one small letter, one digit, one <c>*</c> and one <c>_</c>.</summary>
    /// <param name="length">How many characters, <see cref="MinimumLength"/> to <see cref="MaximumLength"/>; the engine's own limit is the
    /// caller's to know.</param>
    /// <exception cref="HoopException"><c>Password.InvalidLength</c>.</exception>
    public static Secret Generate(int length = DefaultLength)
    {
        if (length is < MinimumLength or > MaximumLength)
        {
            throw PasswordErrors.InvalidLength.Error(
                $"A password of {length} characters cannot be made: the length must be {MinimumLength} to {MaximumLength}.");
        }

        Span<char> characters = stackalloc char[MaximumLength];
        characters = characters[..length];
        try
        {
            // Whole passwords are thrown away until one has every class (about one in seven does): what is left is as evenly spread as
            // what was drawn, which putting the missing characters in afterwards would not be.
            do
                RandomNumberGenerator.GetItems(Alphabet, characters);
            while (!HasEveryClass(characters));
            return Secret.From(characters);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(characters));
        }
    }

    private static bool HasEveryClass(ReadOnlySpan<char> characters) =>
        characters.ContainsAnyInRange('A', 'Z') &&
        characters.ContainsAnyInRange('a', 'z') &&
        characters.ContainsAnyInRange('0', '9') &&
        characters.Contains('*') &&
        characters.Contains('_');
}
