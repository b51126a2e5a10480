namespace HoopConnect.Sandbox.Model;

/// <summary>A queue of SQS. A message that was received and not deleted comes back when its time is over.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Time">The clock of visibility.</param>
public sealed record MessageQueue(string Name, TimeProvider Time)
{
    private readonly List<Message> _messages = [];

    /// <summary>How many messages it has, those that were received and not deleted among them.</summary>
    public int Count => _messages.Count;

    /// <summary>Puts a message in.</summary>
    /// <returns>Its id.</returns>
    public string Send(string body)
    {
        var message = new Message(Guid.NewGuid().ToString(), body);
        _messages.Add(message);
        return message.Id;
    }

    /// <summary>Takes messages that nobody else is at.</summary>
    internal IReadOnlyList<Message> Receive(int most, TimeSpan visibility)
    {
        var now = Time.GetUtcNow();
        var taken = _messages.Where(message => message.VisibleFrom <= now).Take(most).ToList();
        foreach (var message in taken)
        {
            message.VisibleFrom = now + visibility;
            message.ReceiptHandle = Guid.NewGuid().ToString();
            message.Receives++;
        }

        return taken;
    }

    /// <summary>Deletes the message that was received with that handle; one that is gone already is no failure.</summary>
    internal void Delete(string receiptHandle) => _messages.RemoveAll(message => message.ReceiptHandle == receiptHandle);

    /// <summary>Shows the message that was received with that handle after so long; whether there is one.</summary>
    internal bool Show(string receiptHandle, TimeSpan visibility)
    {
        if (_messages.Find(message => message.ReceiptHandle == receiptHandle) is not { } received)
            return false;
        received.VisibleFrom = Time.GetUtcNow() + visibility;
        return true;
    }

    /// <summary>A message.</summary>
    internal sealed record Message(string Id, string Body)
    {
        public DateTimeOffset VisibleFrom { get; set; } = DateTimeOffset.MinValue;

        public string? ReceiptHandle { get; set; }

        public int Receives { get; set; }
    }
}
