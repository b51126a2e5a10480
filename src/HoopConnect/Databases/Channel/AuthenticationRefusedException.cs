namespace HoopConnect.Databases.Channel;

/// <summary>
/// We do not answer what the server asks for: a plugin that is not served, or a clear password where it could be read by others.
/// </summary>
/// <param name="message">What the server asked for and why there is no answer.</param>
internal sealed class AuthenticationRefusedException(string message) : Exception(message);
