namespace HoopConnect.IdentityCenter.Events;

/// <summary>An event that is of no concern here.</summary>
/// <param name="Path">Where it stands in what was read, as a JSON path such as <c>$.Records[2].body</c>.</param>
/// <param name="Reason">Why it is passed over, in words.</param>
public sealed record SkippedEvent(string Path, string Reason);
