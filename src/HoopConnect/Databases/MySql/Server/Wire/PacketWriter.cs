using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>Builds one packet. It may hold a password, so it is cleared when done.</summary>
internal sealed class PacketWriter : IDisposable
{
    private byte[] _bytes = new byte[256];
    private int _length;

    public ReadOnlyMemory<byte> Packet => _bytes.AsMemory(0, _length);

    public PacketWriter Byte(byte value)
    {
        Room(1)[0] = value;
        return this;
    }

    public PacketWriter UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Room(4), value);
        return this;
    }

    public PacketWriter Zeros(int count)
    {
        Room(count).Clear();
        return this;
    }

    public PacketWriter Bytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Room(value.Length));
        return this;
    }

    public PacketWriter Text(string value)
    {
        Encoding.UTF8.GetBytes(value, Room(Encoding.UTF8.GetByteCount(value)));
        return this;
    }

    public PacketWriter TextToZero(string value) => Text(value).Byte(0);

    public PacketWriter LengthEncoded(int value) => value switch
    {
        < 0xFB => Byte((byte)value),
        <= 0xFFFF => Byte(0xFC).Byte((byte)value).Byte((byte)(value >> 8)),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "No field that is sent is this long."),
    };

    public PacketWriter LengthEncodedBytes(ReadOnlySpan<byte> value) => LengthEncoded(value.Length).Bytes(value);

    public PacketWriter LengthEncodedText(string value) => LengthEncoded(Encoding.UTF8.GetByteCount(value)).Text(value);

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    private Span<byte> Room(int count)
    {
        if (_length + count > _bytes.Length)
        {
            var larger = new byte[Math.Max(_bytes.Length * 2, _length + count)];
            _bytes.AsSpan(0, _length).CopyTo(larger);
            CryptographicOperations.ZeroMemory(_bytes);
            _bytes = larger;
        }

        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }
}
