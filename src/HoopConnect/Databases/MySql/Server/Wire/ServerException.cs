using MySqlConnector;

namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>
/// An error of the server. The message has been through <see cref="Scrub"/>; the driver's exception, which has not, is not kept.
/// </summary>
/// <param name="code">The server's error number (MySQL and MariaDB, "Server Error Message Reference").</param>
/// <param name="sqlState">The SQLSTATE; <c>HY000</c> where the server gave none.</param>
/// <param name="message">The server's message.</param>
internal sealed class ServerException(int code, string sqlState, string message) : Exception(Scrub(code, message))
{
    private const int MaxMessage = 1024;

    public int Code { get; } = code;

    public string SqlState { get; } = sqlState;

    /// <summary>What the server said; null for an exception that the driver made up itself, which has no SQLSTATE.</summary>
    public static ServerException? From(Exception exception) => exception switch
    {
        MySqlException { SqlState: { } state } said => new ServerException(said.Number, state, said.Message),
        MySqlException { InnerException: MySqlException cause } => From(cause),
        _ => null,
    };

    /// <summary>A syntax error quotes the statement from where it fails, with whatever is in it: that part is left out.</summary>
    private static string Scrub(int code, string message)
    {
        if (code is 1064 or 1149 or 1065)
        {
            var quote = message.IndexOf(" near ", StringComparison.Ordinal);
            message = quote < 0 ? "You have an error in your SQL syntax" : message[..quote] + " (the statement's text is left out)";
        }

        return message.Length <= MaxMessage ? message : message[..MaxMessage] + "...";
    }
}
