namespace HoopConnect.Sandbox.Traffic;

/// <summary>One request in the sandbox's log, with nothing secret in it.</summary>
public sealed record RequestRecord
{
    /// <summary>The service's name in the credential scope.</summary>
    public required string Service { get; init; }

    /// <summary>The operation.</summary>
    public required string Action { get; init; }

    /// <summary>The region of the credential scope.</summary>
    public required string Region { get; init; }

    /// <summary>The access key that signed; empty for an unsigned call.</summary>
    public required string AccessKeyId { get; init; }

    /// <summary>The account of the key; empty where it is not known.</summary>
    public required string AccountId { get; init; }

    /// <summary>Who the key is; empty where it is not known.</summary>
    public required string PrincipalArn { get; init; }

    /// <summary>What was sent; the values of secrets are <c>***</c>.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>The HTTP status; 0 where the connection was dropped.</summary>
    public required int Status { get; init; }

    /// <summary>AWS's error code; null for success.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The value of the User-Agent header.</summary>
    public string UserAgent { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() =>
        $"{AccountId}/{Region} {Service}:{Action}({string.Join(", ", Parameters.Select(pair => $"{pair.Key}={pair.Value}"))}) -> " +
            $"{Status} {ErrorCode}";
}
