namespace HoopConnect.Aws.Sqs;

/// <summary>
/// The calls of Amazon SQS that the product makes; operations and members are named as in its API Reference. At most ten messages go with
/// one call.
/// </summary>
public interface ISqsClient
{
    /// <summary>The most messages that go with one call.</summary>
    const int MaxBatch = 10;

    /// <summary>ReceiveMessage: messages that nobody else is at; none where the queue has none for as long as it is waited.</summary>
    /// <param name="queueUrl">The queue.</param>
    /// <param name="visibility">How long nobody else sees them; to the second, at most 12 hours.</param>
    /// <param name="wait">How long a message is waited for; to the second, at most 20. Zero looks at a part of the queue only.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<IReadOnlyList<SqsMessage>> ReceiveMessageAsync(
        string queueUrl, TimeSpan visibility, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>DeleteMessageBatch.</summary>
    /// <returns>The ids of those that could not be deleted, and SQS's reasons.</returns>
    Task<IReadOnlyDictionary<string, string>> DeleteMessageBatchAsync(
        string queueUrl, IReadOnlyList<SqsMessage> messages, CancellationToken cancellationToken);

    /// <summary>ChangeMessageVisibilityBatch: zero gives messages back at once.</summary>
    /// <returns>The ids of those of which it could not be changed, and SQS's reasons.</returns>
    Task<IReadOnlyDictionary<string, string>> ChangeMessageVisibilityBatchAsync(
        string queueUrl, IReadOnlyList<SqsMessage> messages, TimeSpan visibility, CancellationToken cancellationToken);
}
