using HoopConnect.Secrets;

namespace HoopConnect.IamAuthentication.Markers;

/// <summary>A login that can be used.</summary>
public sealed record ResolvedCredential
{
    /// <summary>The database user.</summary>
    public required string UserName { get; init; }

    /// <summary>The password or token; never printed.</summary>
    public required Secret Password { get; init; }

    /// <summary>When a token stops being accepted for new connections (UTC); null for a password.</summary>
    public DateTime? Expires { get; init; }

    /// <summary>Why no server may take a token; see <see cref="AuthTokenRequest.Doubt"/>.</summary>
    internal string? Doubt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => UserName;
}
