namespace HoopConnect.Provisioning.Jobs;

/// <summary>One tag of the database.</summary>
/// <param name="Key">The tag's key.</param>
/// <param name="Value">The tag's value.</param>
public sealed record JobTag(string Key, string Value);
