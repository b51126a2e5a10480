namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>Reads the answer to one query packet (MySQL Source Code Documentation, "Text Protocol"), within <see cref="WireLimits"/>.</summary>
/// <param name="packets">The stream.</param>
internal sealed class ReplyReader(PacketStream packets)
{
    private long _bytes;
    private int _rows;

    /// <summary>The session's status after the last statement that succeeded.</summary>
    public ServerStatus Status { get; private set; }

    public async Task<MySqlReply> ReadAsync(CancellationToken cancellationToken)
    {
        var results = new List<MySqlResult>();
        try
        {
            do
                results.Add(await ReadResultAsync(cancellationToken));
            while (Status.HasFlag(ServerStatus.MoreResults));
            return new MySqlReply(results, null);
        }
        catch (MySqlServerException error)
        {
            return new MySqlReply(results, error);
        }
    }

    private async Task<MySqlResult> ReadResultAsync(CancellationToken cancellationToken)
    {
        Count();
        var first = await NextAsync(cancellationToken);
        if (first[0] == 0x00)
        {
            var done = OkPacket.Parse(first);
            Status = done.Status;
            return new MySqlResult([], [], done.AffectedRows, done.Warnings);
        }

        var columns = new MySqlColumn[ColumnCount(first)];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = MySqlColumn.Parse(await NextAsync(cancellationToken));
        if (!OkPacket.IsEnd(await NextAsync(cancellationToken)))
            throw new MySqlProtocolException("The columns of a result have no end.");

        var rows = new List<object?[]>();
        while (true)
        {
            var packet = await NextAsync(cancellationToken);
            if (OkPacket.IsEnd(packet))
            {
                var end = OkPacket.ParseEnd(packet);
                Status = end.Status;
                return new MySqlResult(columns, rows, 0, end.Warnings);
            }

            Count();
            rows.Add(ReadRow(columns, packet));
        }
    }

    private static int ColumnCount(byte[] packet)
    {
        // A server that answers a query with a wish for one of our files (LOCAL INFILE) gets none.
        if (packet[0] == 0xFB)
            throw new MySqlProtocolException("The server asks for a file of this machine.");
        var count = new PacketReader(packet).LengthEncoded();
        return count is > 0 and <= WireLimits.Columns
            ? (int)count
            : throw new MySqlProtocolException("A result of the server has an impossible number of columns.");
    }

    private static object?[] ReadRow(MySqlColumn[] columns, byte[] packet)
    {
        var reader = new PacketReader(packet);
        var row = new object?[columns.Length];
        for (var i = 0; i < row.Length; i++)
            row[i] = reader.TryValue(out var value) ? columns[i].Value(value) : null;
        return row;
    }

    private async ValueTask<byte[]> NextAsync(CancellationToken cancellationToken)
    {
        var packet = await packets.ReadAsync(cancellationToken);
        _bytes += packet.Length;
        if (_bytes > WireLimits.Reply)
            throw new MySqlProtocolException($"The server's answer is longer than {WireLimits.Reply} bytes.");
        if (packet.Length == 0)
            throw new MySqlProtocolException("The server sent an empty packet.");
        return ErrorPacket.Is(packet) ? throw ErrorPacket.Parse(packet) : packet;
    }

    private void Count()
    {
        if (++_rows > WireLimits.Rows)
            throw new MySqlProtocolException($"The server's answer has more than {WireLimits.Rows} rows.");
    }
}
