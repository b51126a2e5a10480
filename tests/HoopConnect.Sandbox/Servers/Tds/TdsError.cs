namespace HoopConnect.Sandbox.Servers.Tds;

/// <summary>An error as the server sends it.</summary>
/// <param name="Number">The number in <c>sys.messages</c>.</param>
/// <param name="Message">The text.</param>
/// <param name="Class">The severity; 11 to 16 are errors of the statement, from 20 on the connection ends.</param>
public sealed record TdsError(int Number, string Message, byte Class = 16);
