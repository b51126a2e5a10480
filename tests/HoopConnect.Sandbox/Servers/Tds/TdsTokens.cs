using System.Buffers.Binary;
using System.Text;

namespace HoopConnect.Sandbox.Servers.Tds;

/// <summary>Writes the tokens of an answer ([MS-TDS], 2.2.7 "Packet Data Token Stream Definition").</summary>
internal sealed class TdsTokens
{
    private const byte NVarChar = 0xE7;
    private const byte VarBinary = 0xA5;
    private const byte IntN = 0x26;
    private const byte BitN = 0x68;
    private static readonly byte[] Collation = [0x09, 0x04, 0xD0, 0x00, 0x34];

    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public void LoginAcknowledged(string database)
    {
        Environment(1, database, "master");
        Environment(4, "4096", "4096");
        // The server's collation: without it the driver has none for the parameters that it sends.
        var collation = new TdsTokens();
        collation._bytes.AddRange([7, (byte)Collation.Length, .. Collation, 0]);
        Token(0xE3, collation);
        var body = new TdsTokens();
        body.Byte(1);
        body._bytes.AddRange([0x74, 0x00, 0x00, 0x04]);
        body.ShortText("Microsoft SQL Server");
        body._bytes.AddRange([16, 0, 0x03, 0xE8]);
        Token(0xAD, body);
    }

    public void Error(TdsError error)
    {
        var body = new TdsTokens();
        body.Int(error.Number);
        body.Byte(1);
        body.Byte(error.Class);
        body.Short((ushort)error.Message.Length);
        body.Text(error.Message);
        body.ShortText("sandbox");
        body.ShortText("");
        body.Int(1);
        Token(0xAA, body);
    }

    public void Rows(TdsResult result)
    {
        var types = Enumerable.Range(0, result.Columns.Count).Select(i => TypeOf(result.Rows.Select(row => row[i]))).ToArray();
        Byte(0x81);
        Short((ushort)types.Length);
        for (var i = 0; i < types.Length; i++)
        {
            Int(0);
            Short(0x0009);
            TypeInfo(types[i]);
            ShortText(result.Columns[i]);
        }

        foreach (var row in result.Rows)
        {
            Byte(0xD1);
            for (var i = 0; i < types.Length; i++)
                Value(types[i], row[i]);
        }
    }

    public void Done(bool failed = false, bool attention = false, bool more = false) =>
        Done(0xFD, (more ? 0x01 : 0) | (failed ? 0x02 : 0) | (attention ? 0x20 : 0));

    /// <summary>A statement of a procedure is done; more comes.</summary>
    public void DoneInProcedure() => Done(0xFF, 0x01);

    /// <summary>A procedure is done, and returns this.</summary>
    public void DoneProcedure(int returned)
    {
        Byte(0x79);
        Int(returned);
        Done(0xFE, returned == 0 ? 0 : 0x02);
    }

    private void Done(byte token, int status)
    {
        Byte(token);
        Short((ushort)status);
        Short(0);
        Int(0);
        Int(0);
    }

    private void Environment(byte type, string now, string before)
    {
        var body = new TdsTokens();
        body.Byte(type);
        body.ShortText(now);
        body.ShortText(before);
        Token(0xE3, body);
    }

    private static byte TypeOf(IEnumerable<object?> values) => values.FirstOrDefault(value => value is not null) switch
    {
        int => IntN,
        bool => BitN,
        byte[] => VarBinary,
        _ => NVarChar,
    };

    private void TypeInfo(byte type)
    {
        Byte(type);
        switch (type)
        {
            case IntN: Byte(4); break;
            case BitN: Byte(1); break;
            case VarBinary: Short(8000); break;
            default:
                Short(8000);
                _bytes.AddRange(Collation);
                break;
        }
    }

    private void Value(byte type, object? value)
    {
        switch (type, value)
        {
            case (IntN or BitN, null): Byte(0); break;
            case (_, null): Short(0xFFFF); break;
            case (IntN, int number):
                Byte(4);
                Int(number);
                break;
            case (BitN, bool flag):
                Byte(1);
                Byte(flag ? (byte)1 : (byte)0);
                break;
            case (VarBinary, byte[] bytes):
                Short((ushort)bytes.Length);
                _bytes.AddRange(bytes);
                break;
            default:
                var text = (string)value;
                Short((ushort)(text.Length * 2));
                Text(text);
                break;
        }
    }

    private void Token(byte token, TdsTokens body)
    {
        Byte(token);
        Short((ushort)body._bytes.Count);
        _bytes.AddRange(body._bytes);
    }

    private void ShortText(string text)
    {
        Byte((byte)text.Length);
        Text(text);
    }

    private void Text(string text) => _bytes.AddRange(Encoding.Unicode.GetBytes(text));

    private void Byte(byte value) => _bytes.Add(value);

    private void Short(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
    }

    private void Int(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
    }
}
