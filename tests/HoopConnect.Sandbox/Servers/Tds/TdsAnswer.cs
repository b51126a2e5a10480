namespace HoopConnect.Sandbox.Servers.Tds;

/// <summary>What the script says to a request.</summary>
public sealed record TdsAnswer
{
    /// <summary>Success without rows.</summary>
    public static TdsAnswer Done { get; } = new();

    /// <summary>The rows of each query.</summary>
    public IReadOnlyList<TdsResult> Results { get; init; } = [];

    /// <summary>An error, after the rows.</summary>
    public TdsError? Error { get; init; }

    /// <summary>How long the answer takes; an attention ends it.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Bytes to send in place of tokens: a server gone mad.</summary>
    public byte[]? Garbage { get; init; }

    /// <summary>Closes the connection in place of an answer.</summary>
    public bool HangUp { get; init; }

    /// <summary>An error and nothing else.</summary>
    public static TdsAnswer Failed(int number, string message) => new() { Error = new TdsError(number, message) };

    /// <summary>The rows of one query and nothing else.</summary>
    public static TdsAnswer Rows(IReadOnlyList<string> columns, params IReadOnlyList<IReadOnlyList<object?>> rows) =>
        new() { Results = [new TdsResult(columns, rows)] };
}
