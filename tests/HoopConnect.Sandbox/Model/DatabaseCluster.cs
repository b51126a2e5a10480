namespace HoopConnect.Sandbox.Model;

/// <summary>An Aurora or Multi-AZ DB cluster.</summary>
public sealed class DatabaseCluster : DatabaseResource
{
    /// <summary>The reader endpoint.</summary>
    public string? ReaderHostName { get; set; }

    /// <summary>Custom endpoints.</summary>
    public List<string> CustomHostNames { get; } = [];

    /// <summary>The identifiers of its instances; the writer is <see cref="Writer"/>, which need not be the first.</summary>
    public List<string> Members { get; } = [];

    /// <summary>The identifier of the writer.</summary>
    public string Writer { get; set; } = "";

    /// <summary>Aurora, or (false) a Multi-AZ DB cluster.</summary>
    public bool IsAurora => Engine.StartsWith("aurora", StringComparison.Ordinal);
}
