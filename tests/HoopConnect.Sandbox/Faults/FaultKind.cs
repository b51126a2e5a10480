namespace HoopConnect.Sandbox.Faults;

/// <summary>What goes wrong on demand.</summary>
public enum FaultKind
{
    /// <summary>The service's throttling answer.</summary>
    Throttle,

    /// <summary>HTTP 500 with the service's internal error.</summary>
    InternalError,

    /// <summary>The connection is dropped without an answer, before anything was done.</summary>
    DropBefore,

    /// <summary>The connection is dropped without an answer, after it was done.</summary>
    DropAfter,

    /// <summary>Nothing but a delay.</summary>
    Delay,

    /// <summary>The session has ended.</summary>
    ExpiredToken,

    /// <summary>The action is not allowed.</summary>
    Denied,

    /// <summary>The error that the fault names.</summary>
    Error,
}
