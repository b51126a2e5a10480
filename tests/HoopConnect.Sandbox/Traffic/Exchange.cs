namespace HoopConnect.Sandbox.Traffic;

/// <summary>One exchange with an AWS service, whole: passwords included, so it is for checks in memory only.</summary>
public sealed record Exchange
{
    /// <summary>The service's name in the credential scope: <c>rds</c>.</summary>
    public required string Service { get; init; }

    /// <summary>The operation; empty where the request could not be read.</summary>
    public required string Action { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query, as sent.</summary>
    public required string RequestTarget { get; init; }

    /// <summary>What the answer's header says the error is; null where there is none.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The request's headers, names in lower case.</summary>
    public required IReadOnlyDictionary<string, string[]> RequestHeaders { get; init; }

    /// <summary>The request's payload.</summary>
    public required string RequestBody { get; init; }

    /// <summary>The HTTP status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>The content type of the answer.</summary>
    public required string ContentType { get; init; }

    /// <summary>The answer's payload.</summary>
    public required string AnswerBody { get; init; }

    /// <summary>AWS's error code; null for success.</summary>
    public string? ErrorCode { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Service}:{Action} -> {Status} {ErrorCode}";
}
