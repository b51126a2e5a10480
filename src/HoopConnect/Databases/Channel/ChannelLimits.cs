namespace HoopConnect.Databases.Channel;

/// <summary>How much a server may make us read, on every engine. A hostile or broken one is cut off there.</summary>
internal static class ChannelLimits
{
    /// <summary>Longest packet before the login is done, in bytes: the longest honest one is a few hundred.</summary>
    public const int LoginPacket = 64 * 1024;

    /// <summary>Messages of the login that a server may send before it decides; the longest honest exchange has five.</summary>
    public const int LoginMessages = 16;

    /// <summary>Most bytes in the answer to one round trip.</summary>
    public const long Reply = 64L * 1024 * 1024;

    /// <summary>Most rows in the answer to one round trip, each of which costs us more than its bytes.</summary>
    public const int Rows = 250_000;
}
