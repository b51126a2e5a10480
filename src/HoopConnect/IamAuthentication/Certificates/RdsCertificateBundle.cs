namespace HoopConnect.IamAuthentication.Certificates;

/// <summary>A certificate bundle of RDS on this machine.</summary>
public sealed record RdsCertificateBundle
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The region it is for; null for all regions of the partition.</summary>
    public string? Region { get; init; }

    /// <summary>The partition it is for: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>.</summary>
    public required string Partition { get; init; }

    /// <summary>Where it came from: an address or a file.</summary>
    public required string Source { get; init; }

    /// <summary>The SHA-256 of the file, in lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>How many certificate authorities are in it.</summary>
    public required int Certificates { get; init; }

    /// <summary>Those that have expired: their names, with the date.</summary>
    public required IReadOnlyList<string> Expired { get; init; }

    /// <summary>When the next of the others expires (UTC).</summary>
    public required DateTime NextExpiry { get; init; }

    /// <summary>When the file was written with this content (UTC).</summary>
    public required DateTime Saved { get; init; }

    /// <summary>How long ago that was.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>Whether the file was written now; false where it had this content already.</summary>
    public required bool Changed { get; init; }

    /// <summary>Whether it is trusted where no CA file is named: true in the user's state folder, false at a path of one's own.</summary>
    public required bool IsKept { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}
