namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>The other side does not speak the protocol as documented (MySQL Source Code Documentation, "Client/Server Protocol"), or sends too much.</summary>
/// <param name="message">What was wrong; never any of the bytes.</param>
internal sealed class MySqlProtocolException(string message) : Exception(message);
