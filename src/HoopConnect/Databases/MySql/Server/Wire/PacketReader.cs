using System.Buffers.Binary;
using System.Text;

namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>Reads the protocol's basic types from one packet and never beyond its end.</summary>
internal ref struct PacketReader(ReadOnlySpan<byte> packet)
{
    private ReadOnlySpan<byte> _rest = packet;

    public readonly int Remaining => _rest.Length;

    public byte Byte() => Bytes(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public void Skip(int count) => Bytes(count);

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > _rest.Length)
            throw new MySqlProtocolException("A packet of the server ends too early.");
        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }

    public ReadOnlySpan<byte> ToEnd() => Bytes(_rest.Length);

    /// <summary>The bytes up to the next zero, which is taken too.</summary>
    public ReadOnlySpan<byte> ToZero()
    {
        var end = _rest.IndexOf((byte)0);
        if (end < 0)
            throw new MySqlProtocolException("A packet of the server has a string without an end.");
        var bytes = Bytes(end);
        Skip(1);
        return bytes;
    }

    public ulong LengthEncoded() => Byte() switch
    {
        < 0xFB and var small => small,
        0xFC => UInt16(),
        0xFD => UInt16() | (ulong)Byte() << 16,
        0xFE => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8)),
        _ => throw new MySqlProtocolException("A packet of the server has a number that is none."),
    };

    public ReadOnlySpan<byte> LengthEncodedBytes()
    {
        var length = LengthEncoded();
        return Bytes(length > int.MaxValue ? -1 : (int)length);
    }

    /// <summary>A value of a row: null where the row has a database null.</summary>
    public bool TryValue(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (_rest.Length > 0 && _rest[0] == 0xFB)
        {
            Skip(1);
            return false;
        }

        value = LengthEncodedBytes();
        return true;
    }

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
