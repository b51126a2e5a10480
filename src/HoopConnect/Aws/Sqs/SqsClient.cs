using Amazon.SQS;
using Amazon.SQS.Model;
using HoopConnect.Aws.Protocol;

namespace HoopConnect.Aws.Sqs;

/// <summary>
/// Amazon SQS through the SDK's own client. Nothing outside this class names a type of its assembly, so that it is loaded at the first
/// call.
/// </summary>
internal sealed class SqsClient(ServiceChannel channel) : ISqsClient
{
    public Task<IReadOnlyList<SqsMessage>> ReceiveMessageAsync(
        string queueUrl, TimeSpan visibility, TimeSpan wait, CancellationToken cancellationToken) =>
        CallAsync<IReadOnlyList<SqsMessage>>("ReceiveMessage", queueUrl, async sqs =>
        {
            var answer = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest
            {
                QueueUrl = queueUrl,
                MaxNumberOfMessages = ISqsClient.MaxBatch,
                VisibilityTimeout = (int)visibility.TotalSeconds,
                WaitTimeSeconds = (int)wait.TotalSeconds,
            }, cancellationToken);
            return
            [
                .. Each(answer.Messages).Select(message =>
                    new SqsMessage(message.MessageId ?? "", message.ReceiptHandle ?? "", message.Body ?? "")),
            ];
        }, cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> DeleteMessageBatchAsync(
        string queueUrl, IReadOnlyList<SqsMessage> messages, CancellationToken cancellationToken) =>
        CallAsync<IReadOnlyDictionary<string, string>>("DeleteMessageBatch", queueUrl, async sqs =>
        {
            var answer = await sqs.DeleteMessageBatchAsync(
                queueUrl, [.. messages.Select((message, at) => new DeleteMessageBatchRequestEntry($"{at}", message.ReceiptHandle))],
                cancellationToken);
            return Failed(answer.Failed, messages);
        }, cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> ChangeMessageVisibilityBatchAsync(
        string queueUrl, IReadOnlyList<SqsMessage> messages, TimeSpan visibility, CancellationToken cancellationToken) =>
        CallAsync<IReadOnlyDictionary<string, string>>("ChangeMessageVisibilityBatch", queueUrl, async sqs =>
        {
            var entries = messages.Select((message, at) => new ChangeMessageVisibilityBatchRequestEntry($"{at}", message.ReceiptHandle)
            {
                VisibilityTimeout = (int)visibility.TotalSeconds,
            });
            var answer = await sqs.ChangeMessageVisibilityBatchAsync(queueUrl, [.. entries], cancellationToken);
            return Failed(answer.Failed, messages);
        }, cancellationToken);

    private Task<T> CallAsync<T>(
        string operation, string queueUrl, Func<AmazonSQSClient, Task<T>> send, CancellationToken cancellationToken) =>
        channel.SdkAsync(operation, queueUrl, (credentials, configure) =>
        {
            var config = new AmazonSQSConfig();
            configure(config);
            return new AmazonSQSClient(credentials, config);
        }, send, cancellationToken);

    // An entry's id is its place in the call.
    private static Dictionary<string, string> Failed(
        List<BatchResultErrorEntry>? failures, IReadOnlyList<SqsMessage> messages) =>
        messages.Select((message, at) => (message.MessageId, Failure: Each(failures).Find(failure => failure.Id == $"{at}")))
            .Where(pair => pair.Failure is not null)
            .ToDictionary(pair => pair.MessageId, pair => $"{pair.Failure!.Message} ({pair.Failure.Code})", StringComparer.Ordinal);

    // The SDK gives null for a list that the answer does not have.
    private static List<T> Each<T>(List<T>? list) => list ?? [];
}
