using System.Net;

namespace HoopConnect.Sandbox.Faults;

/// <summary>One rule: which calls it hits, how often, and what happens. What is null fits everything.</summary>
/// <param name="Kind">What happens.</param>
public sealed record Fault(FaultKind Kind)
{
    /// <summary>The service's name in the credential scope: <c>rds</c>.</summary>
    public string? Service { get; init; }

    /// <summary>The operation.</summary>
    public string? Action { get; init; }

    /// <summary>The account of the caller's key.</summary>
    public string? AccountId { get; init; }

    /// <summary>The region.</summary>
    public string? Region { get; init; }

    /// <summary>How many calls it hits.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How many fitting calls it lets pass first.</summary>
    public int After { get; init; }

    /// <summary>How long the call takes before it goes on.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The code of <see cref="FaultKind.Error"/>.</summary>
    public string ErrorCode { get; init; } = "InternalFailure";

    /// <summary>The message of <see cref="FaultKind.Error"/>; null for one of the sandbox's.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The HTTP status of <see cref="FaultKind.Error"/>.</summary>
    public HttpStatusCode ErrorStatus { get; init; } = HttpStatusCode.BadRequest;

    internal bool Fits(string service, string action, string accountId, string region) =>
        (Service ?? service) == service
        && (Action ?? action) == action
        && (AccountId ?? accountId) == accountId
        && (Region ?? region) == region;
}
