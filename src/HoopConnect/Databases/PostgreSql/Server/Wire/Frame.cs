namespace HoopConnect.Databases.PostgreSql.Server.Wire;

/// <summary>One message (PostgreSQL documentation, "Message Formats").</summary>
/// <param name="Type">The byte that says which one; 0 for those of the start, which have none.</param>
/// <param name="Payload">What follows its length.</param>
internal readonly record struct Frame(byte Type, byte[] Payload)
{
    /// <summary>Length of type and length.</summary>
    public const int HeaderLength = 5;

    public const byte Authentication = (byte)'R';
    public const byte BackendKeyData = (byte)'K';
    public const byte Error = (byte)'E';
    public const byte Notice = (byte)'N';
    public const byte PasswordMessage = (byte)'p';
    public const byte ReadyForQuery = (byte)'Z';
}
