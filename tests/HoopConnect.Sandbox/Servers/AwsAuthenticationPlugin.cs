using System.Buffers.Binary;

namespace HoopConnect.Sandbox.Servers;

/// <summary>
/// AWSAuthenticationPlugin for MariaDB: Debian's <c>auth_pam</c> under the name that RDS's plugin has. A server knows a plugin by the name
/// that its
/// library declares, so the copy declares another one: its description, which has room for it, becomes the name.
/// </summary>
internal static class AwsAuthenticationPlugin
{
    public const string Name = "AWSAuthenticationPlugin";

    /// <summary>The library's file name.</summary>
    public const string FileName = "aws_authentication.so";

    // An ELF relocation with addend: where, kind, what (System V ABI, "Relocation"). Relative ones fill in the addresses of the
    // declaration's texts.
    private const int RelocationSize = 24;
    private static readonly ulong[] RelativeKinds = [8 /* x86-64 */, 1027 /* AArch64 */];

    public static byte[] Make()
    {
        var library = File.ReadAllBytes(PamParts.AuthPam);
        var author = TextAt(library, "Sergei Golubchik");
        var description = TextAt(library, "PAM based authentication");
        // Name, author and description follow each other in the declaration (MariaDB, struct st_maria_plugin).
        var authorField = RelocationTo(library, author).Where;
        var (at, _) = Relocations(library).Single(relocation => relocation.Where == authorField - 8);
        if (RelocationTo(library, description).Where != authorField + 8)
            throw new InvalidOperationException($"{PamParts.AuthPam} declares its plugin in a form that the sandbox does not know.");
        BinaryPrimitives.WriteUInt64LittleEndian(library.AsSpan(at + 16), description);
        Span<byte> text = library.AsSpan((int)description, "PAM based authentication".Length);
        text.Clear();
        System.Text.Encoding.ASCII.GetBytes(Name, text);
        return library;
    }

    // Its constants are in the file where they are in memory.
    private static ulong TextAt(byte[] library, string text)
    {
        var found = library.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes('\0' + text + '\0'));
        return found >= 0 ? (ulong)found + 1 : throw new InvalidOperationException($"{PamParts.AuthPam} does not have '{text}'.");
    }

    private static (int At, ulong Where) RelocationTo(byte[] library, ulong what) =>
        Relocations(library).Single(relocation => BinaryPrimitives.ReadUInt64LittleEndian(library.AsSpan(relocation.At + 16)) == what);

    private static IEnumerable<(int At, ulong Where)> Relocations(byte[] library)
    {
        for (var at = 0; at + RelocationSize <= library.Length; at += 8)
        {
            if (RelativeKinds.Contains(BinaryPrimitives.ReadUInt64LittleEndian(library.AsSpan(at + 8))))
                yield return (at, BinaryPrimitives.ReadUInt64LittleEndian(library.AsSpan(at)));
        }
    }
}
