namespace HoopConnect.Aws.Sqs;

/// <summary>A message as it was received (Amazon SQS API Reference, "Message").</summary>
/// <param name="MessageId">Its id, the same each time it is received.</param>
/// <param name="ReceiptHandle">What it is deleted by, another each time it is received.</param>
/// <param name="Body">Its text.</param>
public sealed record SqsMessage(string MessageId, string ReceiptHandle, string Body);
