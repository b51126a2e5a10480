using HoopConnect.Aws.Sqs;
using HoopConnect.Hosting;
using HoopConnect.IdentityCenter.Events;

namespace HoopConnect.IdentityCenter.Queue;

/// <summary>A message of a queue, read.</summary>
/// <param name="Message">The message.</param>
/// <param name="Events">Its events about users and memberships; none where it is of other things, or cannot be read.</param>
/// <param name="Failure">Why it cannot be read; null where it can.</param>
internal sealed record QueuedMessage(SqsMessage Message, IReadOnlyList<DirectoryEvent> Events, HoopException? Failure);
