using System.Buffers.Binary;
using System.Text;

namespace HoopConnect.Sandbox.Servers.Tds;

/// <summary>Reads what a client sends: LOGIN7, SQL batches ([MS-TDS], 2.2.6).</summary>
internal static class TdsMessages
{
    /// <summary>User, password and database of a LOGIN7 message.</summary>
    public static (string User, string Password, string Database) Login(ReadOnlySpan<byte> message)
    {
        var password = Slot(message, 44);
        // Each byte of the password has its halves swapped and is XORed with 0xA5.
        for (var i = 0; i < password.Length; i++)
        {
            var plain = password[i] ^ 0xA5;
            password[i] = (byte)((plain >> 4) | (plain << 4));
        }

        return (
            Encoding.Unicode.GetString(Slot(message, 40)),
            Encoding.Unicode.GetString(password),
            Encoding.Unicode.GetString(Slot(message, 68)));
    }

    /// <summary>The text of a batch.</summary>
    public static string Batch(ReadOnlySpan<byte> message) => Encoding.Unicode.GetString(AfterHeaders(message));

    // An offset and a length in characters, at a fixed place of the message.
    private static byte[] Slot(ReadOnlySpan<byte> message, int at)
    {
        var offset = BinaryPrimitives.ReadUInt16LittleEndian(message[at..]);
        var characters = BinaryPrimitives.ReadUInt16LittleEndian(message[(at + 2)..]);
        return message.Slice(offset, characters * 2).ToArray();
    }

    /// <summary>A batch or a call of a procedure without the headers in front.</summary>
    public static ReadOnlySpan<byte> AfterHeaders(ReadOnlySpan<byte> message) => message[BinaryPrimitives.ReadInt32LittleEndian(message)..];
}
