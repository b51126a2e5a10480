using System.Text;
using HoopConnect.Hosting;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.SessionUsers.Hcl;

/// <summary>A file's text. UTF-8, with or without a byte order mark; nothing else is guessed.</summary>
/// <param name="File">The file, as errors name it.</param>
/// <param name="Text">What is in it.</param>
internal sealed record HclSource(string File, string Text)
{
    /// <summary>The most bytes a file can have: 1 MiB. A file of policies has a few thousand.</summary>
    public const int MostBytes = 1 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="HoopException"><c>Policy.FileTooLarge</c>, <c>Policy.NotUtf8</c>.</exception>
    public static HclSource Decode(string file, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MostBytes)
        {
            throw PolicyErrors.FileTooLarge.Error($"The file '{file}' has more than {MostBytes} bytes.", file);
        }

        var content = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        try
        {
            return new HclSource(file, Strict.GetString(content));
        }
        catch (DecoderFallbackException invalid)
        {
            throw new HclException(
                PolicyErrors.NotUtf8,
                file,
                PositionOf(content, invalid.Index),
                "found bytes that are no text in UTF-8; save the file as UTF-8.");
        }
    }

    private static HclPosition PositionOf(ReadOnlySpan<byte> content, int index)
    {
        var before = content[..Math.Clamp(index, 0, content.Length)];
        var line = before.Count((byte)'\n') + 1;
        return new HclPosition(line, Encoding.UTF8.GetString(before[(before.LastIndexOf((byte)'\n') + 1)..]).EnumerateRunes().Count() + 1);
    }
}
