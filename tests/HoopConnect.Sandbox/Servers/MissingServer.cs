namespace HoopConnect.Sandbox.Servers;

/// <summary>A server is asked for that this machine does not have.</summary>
internal static class MissingServer
{
    /// <summary>What is thrown then, from the message that says what is missing. The tests put in its place what skips a test.</summary>
    public static Func<string, Exception> Exception { get; set; } = message => new InvalidOperationException(message);
}
