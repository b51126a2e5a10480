namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>The status flags that matter here (MySQL Source Code Documentation, "SERVER_STATUS_flags_enum").</summary>
[Flags]
internal enum ServerStatus : ushort
{
    None = 0,
    MoreResults = 0x0008,
    NoBackslashEscapes = 0x0200,
}
