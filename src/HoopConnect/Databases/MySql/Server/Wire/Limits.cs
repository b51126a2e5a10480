namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>How much is sent at a time.</summary>
internal static class Limits
{
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
