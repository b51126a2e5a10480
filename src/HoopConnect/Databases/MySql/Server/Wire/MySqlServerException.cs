namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>An error packet of the server. The message has been through <see cref="Scrub"/>.</summary>
/// <param name="code">The server's error number (MySQL and MariaDB, "Server Error Message Reference").</param>
/// <param name="sqlState">The SQLSTATE; <c>HY000</c> where the server gave none.</param>
/// <param name="message">The server's message.</param>
internal sealed class MySqlServerException(int code, string sqlState, string message) : Exception(Scrub(code, message))
{
    private const int MaxMessage = 1024;

    public int Code { get; } = code;

    public string SqlState { get; } = sqlState;

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
