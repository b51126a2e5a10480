using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace HoopConnect.Sandbox.Servers.Tds;

/// <summary>Reads calls of <c>sp_executesql</c>, which is how a client sends parameters ([MS-TDS], 2.2.6.6 "RPC Request").</summary>
internal ref struct TdsProcedure
{
    private const ushort ByNumber = 0xFFFF;
    private const ushort ExecuteSql = 10;
    private const byte IntN = 0x26;
    private const byte BitN = 0x68;
    private const byte NText = 0x63;
    private const byte VarBinary = 0xA5;
    private const byte NVarChar = 0xE7;

    private ReadOnlySpan<byte> _rest;

    private TdsProcedure(ReadOnlySpan<byte> message) => _rest = message;

    /// <summary>The statement and its parameters, as <see cref="TdsRequest"/> has them.</summary>
    /// <exception cref="InvalidDataException">It is another procedure, or a type that the endpoint does not know.</exception>
    public static (string Sql, string Parameters) Read(ReadOnlySpan<byte> message)
    {
        var reader = new TdsProcedure(message);
        var name = reader.Short();
        var isExecuteSql = name == ByNumber
            ? reader.Short() == ExecuteSql : Encoding.Unicode.GetString(reader.Bytes(name * 2)) == "sp_executesql";
        if (!isExecuteSql)
            throw new InvalidDataException("The endpoint knows no procedure but sp_executesql.");
        reader.Short();
        var sql = (string)reader.Parameter().Value!;
        if (reader._rest.IsEmpty)
            return (sql, "");
        var declared = ((string)reader.Parameter().Value!).Split(',', StringSplitOptions.TrimEntries);
        var parameters = new List<string>();
        while (!reader._rest.IsEmpty)
            parameters.Add($"{declared[parameters.Count]} = {Literal(reader.Parameter().Value)}");
        return (sql, string.Join(", ", parameters));
    }

    private (string Name, object? Value) Parameter()
    {
        var name = Encoding.Unicode.GetString(Bytes(Byte() * 2));
        // Status flags.
        Byte();
        return (name, Value());
    }

    private object? Value()
    {
        var type = Byte();
        switch (type)
        {
            case IntN:
                Byte();
                return Bytes(Byte()) switch
                {
                    [] => null,
                    { Length: 4 } four => BinaryPrimitives.ReadInt32LittleEndian(four),
                    { Length: 8 } eight => BinaryPrimitives.ReadInt64LittleEndian(eight),
                    var some => (int)some[0],
                };
            case BitN:
                Byte();
                return Bytes(Byte()) is [var bit, ..] ? (int)bit : null;
            case VarBinary:
                return Long()?.ToArray();
            case NVarChar:
                return Long(collation: 5) is { } text ? Encoding.Unicode.GetString([.. text]) : null;
            case NText:
                // The driver's type for a statement of more than 4,000 characters: four bytes of length before the value.
                Bytes(4 + 5);
                return Encoding.Unicode.GetString(Bytes(BinaryPrimitives.ReadInt32LittleEndian(Bytes(4))));
            default:
                throw new InvalidDataException($"The endpoint does not know parameters of type 0x{type:X2}.");
        }
    }

    // The longest that the type may have; a value within it, or one in parts (2.2.5.2.3 "Partially Length-prefixed Bytes").
    private byte[]? Long(int collation = 0)
    {
        var most = Short();
        Bytes(collation);
        if (most != 0xFFFF)
            return Short() is var length && length == 0xFFFF ? null : Bytes(length).ToArray();
        if (BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8)) == ulong.MaxValue)
            return null;
        var parts = new List<byte>();
        while (BinaryPrimitives.ReadInt32LittleEndian(Bytes(4)) is var part and > 0)
            parts.AddRange(Bytes(part));
        return [.. parts];
    }

    private static string Literal(object? value) => value switch
    {
        null => "NULL",
        string text => $"N'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        byte[] bytes => "0x" + Convert.ToHexString(bytes),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private byte Byte() => Bytes(1)[0];

    private ushort Short() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    private ReadOnlySpan<byte> Bytes(int count)
    {
        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }
}
