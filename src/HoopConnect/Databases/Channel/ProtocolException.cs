namespace HoopConnect.Databases.Channel;

/// <summary>The server does not keep to the protocol.</summary>
/// <param name="message">How.</param>
internal sealed class ProtocolException(string message) : Exception(message);
