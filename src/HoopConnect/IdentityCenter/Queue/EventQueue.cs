using HoopConnect.Aws;
using HoopConnect.Aws.Sqs;
using HoopConnect.Hosting;
using HoopConnect.IdentityCenter.Events;
using HoopConnect.IdentityCenter.Notification;

namespace HoopConnect.IdentityCenter.Queue;

/// <summary>
/// Events that wait in a queue of SQS: received, and deleted when what they are about is done. A run that is cut off deletes nothing, and
/// its messages come back; since an event is a hint, doing it twice is no harm.
/// </summary>
/// <param name="sqs">SQS where the queue is.</param>
/// <param name="queueUrl">The queue.</param>
/// <param name="host">Who is told.</param>
public sealed class EventQueue(ISqsClient sqs, string queueUrl, IHoopHost host)
{
    /// <summary>The most messages that one run takes.</summary>
    public const int MaxMessages = 1000;

    /// <summary>How long nobody else sees what a run has taken, and until when what a cut-off run had taken comes back.</summary>
    public static readonly TimeSpan Visibility = TimeSpan.FromMinutes(10);

    // Without waiting SQS asks a part of its servers only, and says that there is nothing where there is.
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, QueuedMessage> _messages = new(StringComparer.Ordinal);

    /// <summary>How many messages were received.</summary>
    public int Count => _messages.Count;

    /// <summary>The events that can be read.</summary>
    public IReadOnlyList<DirectoryEvent> Events => [.. _messages.Values.SelectMany(message => message.Events)];

    /// <summary>What could not be read, by the ids of the messages.</summary>
    public IReadOnlyDictionary<string, HoopException> Unreadable => _messages.Values.Where(message => message.Failure is not null)
        .ToDictionary(message => message.Message.MessageId, message => message.Failure!, StringComparer.Ordinal);

    /// <summary>The same as a message about failures tells them.</summary>
    public IReadOnlyList<SyncFailure> Failures =>
        [.. Unreadable.Values.Select(failure => new SyncFailure(null, null, failure.Message, failure.RecommendedAction))];

    /// <summary>The queue in the caller's name, in the region that its URL names, or the session's.</summary>
    /// <exception cref="HoopException"><c>IdentityCenter.InvalidQueue</c>, <c>Aws.UnknownRegion</c>.</exception>
    public static EventQueue Of(IAwsServices aws, string queueUrl, IHoopHost host)
    {
        ArgumentNullException.ThrowIfNull(aws);
        var queue = QueueLocation.Parse(queueUrl);
        return new EventQueue(aws.Sqs(null, queue.Region ?? aws.DefaultRegion), queue.Url, host);
    }

    /// <summary>Takes what is in the queue, up to <see cref="MaxMessages"/>.</summary>
    /// <exception cref="HoopException">AWS errors.</exception>
    public async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        while (_messages.Count < MaxMessages)
        {
            var received = await sqs.ReceiveMessageAsync(queueUrl, Visibility, Wait, cancellationToken);
            var before = _messages.Count;
            foreach (var message in received)
                _messages[message.MessageId] = Read(message);
            // Nothing, or nothing but what was there already: a queue may deliver twice.
            if (_messages.Count == before)
            {
                host.Verbose($"{_messages.Count} messages were received from {queueUrl}.");
                return;
            }
        }

        host.Warning($"{_messages.Count} messages were received from {queueUrl}, and it may have more: the next run takes them.");
    }

    /// <summary>
    /// Deletes what is done, and gives back the rest at once, for the next run or, where the queue has one, after some of them for the
    /// queue of what nobody could do. What holds nothing about users and memberships is done.
    /// </summary>
    /// <param name="isDone">Whether what an event is about is done; null gives back everything.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HoopException">AWS errors.</exception>
    public async Task SettleAsync(Func<DirectoryEvent, bool>? isDone, CancellationToken cancellationToken)
    {
        var byDone = _messages.Values.ToLookup(
            message => isDone is not null && message.Failure is null && message.Events.All(isDone), message => message.Message);
        // Once: where SQS fails on the way, what it was not told of comes back by itself.
        _messages.Clear();
        foreach (var batch in byDone[true].Chunk(ISqsClient.MaxBatch))
        {
            Warn(
                await sqs.DeleteMessageBatchAsync(queueUrl, batch, cancellationToken),
                "could not be deleted and comes back, which does no harm");
        }

        foreach (var batch in byDone[false].Chunk(ISqsClient.MaxBatch))
        {
            Warn(
                await sqs.ChangeMessageVisibilityBatchAsync(queueUrl, batch, TimeSpan.Zero, cancellationToken),
                $"could not be given back, and comes back by itself within {Visibility.TotalMinutes} minutes");
        }

        host.Verbose($"{byDone[true].Count()} messages were deleted from {queueUrl}, {byDone[false].Count()} were given back.");
    }

    private QueuedMessage Read(SqsMessage message)
    {
        try
        {
            var reading = DirectoryEventReader.Read(message.Body, $"$ of message {message.MessageId}");
            foreach (var skipped in reading.Skipped)
                host.Verbose($"The event at {skipped.Path} was passed over: {skipped.Reason}");
            return new QueuedMessage(message, reading.Events, null);
        }
        catch (HoopException failure)
        {
            return new QueuedMessage(message, [], failure);
        }
    }

    private void Warn(IReadOnlyDictionary<string, string> failures, string what)
    {
        foreach (var (id, reason) in failures)
            host.Warning($"The message {id} {what}: {reason}");
    }
}
