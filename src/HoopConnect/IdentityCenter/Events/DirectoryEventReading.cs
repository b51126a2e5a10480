namespace HoopConnect.IdentityCenter.Events;

/// <summary>What a text of events holds.</summary>
/// <param name="Events">The events about users and memberships, in the order of the text.</param>
/// <param name="Skipped">The others.</param>
public sealed record DirectoryEventReading(IReadOnlyList<DirectoryEvent> Events, IReadOnlyList<SkippedEvent> Skipped);
