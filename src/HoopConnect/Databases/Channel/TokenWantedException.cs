namespace HoopConnect.Databases.Channel;

/// <summary>A verified server takes no password of this user that is not shown to it: what it takes is a token.</summary>
/// <param name="message">What the server asked for.</param>
internal sealed class TokenWantedException(string message) : Exception(message);
