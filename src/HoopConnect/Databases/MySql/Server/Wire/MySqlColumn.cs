using System.Buffers.Text;

namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>A column of a result, and how its values become objects.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type's number (MySQL Source Code Documentation, "enum_field_types").</param>
/// <param name="IsUnsigned">A number without sign.</param>
/// <param name="IsBinary">Bytes, not text.</param>
internal sealed record MySqlColumn(string Name, byte Type, bool IsUnsigned, bool IsBinary)
{
    private const ushort BinaryCharacterSet = 63;
    private const ushort UnsignedFlag = 0x20;

    public static MySqlColumn Parse(ReadOnlySpan<byte> packet)
    {
        var reader = new PacketReader(packet);
        for (var i = 0; i < 4; i++)
            reader.LengthEncodedBytes();
        var name = PacketReader.Text(reader.LengthEncodedBytes());
        reader.LengthEncodedBytes();
        reader.LengthEncoded();
        var characterSet = reader.UInt16();
        reader.Skip(4);
        var type = reader.Byte();
        var flags = reader.UInt16();
        return new MySqlColumn(name, type, (flags & UnsignedFlag) != 0, characterSet == BinaryCharacterSet);
    }

    /// <summary><see cref="long"/>, <see cref="ulong"/>, <see cref="double"/>, <see cref="decimal"/>, bytes, or text for all the rest (dates too).</summary>
    public object Value(ReadOnlySpan<byte> text) => Type switch
    {
        8 when IsUnsigned && Utf8Parser.TryParse(text, out ulong number, out var used) && used == text.Length => number,
        1 or 2 or 3 or 8 or 9 or 13 when Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length => number,
        4 or 5 when Utf8Parser.TryParse(text, out double number, out var used) && used == text.Length => number,
        0 or 246 when Utf8Parser.TryParse(text, out decimal number, out var used) && used == text.Length => number,
        249 or 250 or 251 or 252 or 253 or 254 or 15 or 16 when IsBinary => text.ToArray(),
        _ => PacketReader.Text(text),
    };
}
