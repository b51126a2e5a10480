namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>Reads error packets (MySQL Source Code Documentation, "ERR_Packet").</summary>
internal static class ErrorPacket
{
    public static bool Is(ReadOnlySpan<byte> packet) => packet.Length > 0 && packet[0] == 0xFF;

    public static MySqlServerException Parse(ReadOnlySpan<byte> packet)
    {
        var reader = new PacketReader(packet);
        reader.Skip(1);
        var code = reader.UInt16();
        var rest = reader.ToEnd();
        // Before the login there is no SQLSTATE.
        return rest.Length >= 6 && rest[0] == '#'
            ? new MySqlServerException(code, PacketReader.Text(rest[1..6]), PacketReader.Text(rest[6..]))
            : new MySqlServerException(code, "HY000", PacketReader.Text(rest));
    }
}
