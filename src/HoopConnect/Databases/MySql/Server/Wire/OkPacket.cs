namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>A statement without rows is done (MySQL Source Code Documentation, "OK_Packet").</summary>
internal readonly record struct OkPacket(ulong AffectedRows, ServerStatus Status, int Warnings)
{
    public static OkPacket Parse(ReadOnlySpan<byte> packet)
    {
        var reader = new PacketReader(packet);
        reader.Skip(1);
        var affected = reader.LengthEncoded();
        reader.LengthEncoded();
        return new OkPacket(affected, (ServerStatus)reader.UInt16(), reader.UInt16());
    }

    /// <summary>True for the packet that ends the columns or the rows of a result.</summary>
    public static bool IsEnd(ReadOnlySpan<byte> packet) => packet.Length is > 0 and < 9 && packet[0] == 0xFE;

    public static OkPacket ParseEnd(ReadOnlySpan<byte> packet)
    {
        var reader = new PacketReader(packet);
        reader.Skip(1);
        var warnings = reader.UInt16();
        return new OkPacket(0, (ServerStatus)reader.UInt16(), warnings);
    }
}
