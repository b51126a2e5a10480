namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>How much a server may make us read. A hostile or broken one is cut off there.</summary>
internal static class Limits
{
    /// <summary>Longest packet before the login is done, in bytes: the longest honest one is a few hundred.</summary>
    public const int LoginPacket = 64 * 1024;

    /// <summary>Messages of the login that a server may send before it decides; the longest honest exchange has five.</summary>
    public const int LoginMessages = 16;

    /// <summary>Most bytes in the answer to one round trip.</summary>
    public const long Reply = 64L * 1024 * 1024;

    /// <summary>Most rows in the answer to one round trip, each of which costs us more than its bytes.</summary>
    public const int Rows = 250_000;

    /// <summary>Longest user or database name that is sent, in bytes.</summary>
    public const int Name = 1024;

    /// <summary>Longest text of one round trip, in bytes: below the largest packet that a server reads at all.</summary>
    public const int Packet = 16 * 1024 * 1024;

    /// <summary>
    /// Longest text of several statements in one round trip, in bytes: below the smallest default of <c>max_allowed_packet</c> (4 MiB in
    /// 5.7).
    /// </summary>
    public const int Statement = 1024 * 1024;
}
