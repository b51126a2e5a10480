namespace HoopConnect.Hooks.Runbooks;

/// <summary>How a runbook is run.</summary>
public sealed record RunbookOptions
{
    /// <summary>How long it may take unless said otherwise.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    /// <summary>How long it may take; then it is ended, with all that it started. A clone has the same time.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>Whether its documents hold the passwords; otherwise they say where those are.</summary>
    public bool IncludePassword { get; init; }

    /// <summary>Variables that its processes have over those of this process.</summary>
    internal IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>The folder of the PowerShell that runs a <c>.ps1</c>; null where none is known.</summary>
    public string? PowerShellFolder { get; init; }
}
