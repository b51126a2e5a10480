using System.Text;
using System.Text.Json;
using HoopConnect.Hosting;

namespace HoopConnect.IdentityCenter.Events;

/// <summary>
/// Reads events as EventBridge sends them: one or several, as they are or as SQS and SNS deliver them, CloudTrail's records alone, and the
/// form in which a forwarding function sends them on (<c>user_id</c>, <c>group_id</c>, <c>event_type</c>). Only ids are read: names may be
/// hidden in events.
/// </summary>
public sealed class DirectoryEventReader
{
    /// <summary>The most characters that are read.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <summary>The most events that are read.</summary>
    public const int MaxEvents = 10_000;

    // An event in a message of SNS in a message of SQS is a text in a text in a text.
    private const int MaxTexts = 4;

    private readonly List<DirectoryEvent> _events = [];
    private readonly List<SkippedEvent> _skipped = [];

    private DirectoryEventReader()
    {
    }

    /// <summary>Reads a text of JSON.</summary>
    /// <param name="json">The text.</param>
    /// <param name="root">What the text itself is called where something in it is named.</param>
    /// <exception cref="HoopException"><c>IdentityCenter.MalformedEvent</c> says where; <c>IdentityCenter.TooManyEvents</c>.</exception>
    public static DirectoryEventReading Read(string json, string root = "$")
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > MaxLength)
        {
            throw IdentityCenterErrors.TooManyEvents.Error(
                $"The text of events has {json.Length:N0} characters; at most {MaxLength:N0} are read.");
        }

        var reader = new DirectoryEventReader();
        reader.ReadText(json, root, 1);
        return new DirectoryEventReading(reader._events, reader._skipped);
    }

    /// <summary>Reads a file of JSON in UTF-8.</summary>
    /// <exception cref="HoopException"><c>IdentityCenter.EventFileUnreadable</c>, and those of <see cref="Read"/>.</exception>
    public static async Task<DirectoryEventReading> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        byte[] bytes;
        try
        {
            bytes = await SharedFile.ReadAtMostAsync(path, MaxLength, cancellationToken);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw IdentityCenterErrors.EventFileUnreadable.Error($"'{path}' cannot be read: {failed.Message}", path, cause: failed);
        }

        return bytes.Length <= MaxLength ? Read(Encoding.UTF8.GetString(bytes)) : throw IdentityCenterErrors.TooManyEvents.Error(
            $"The file '{path}' has more than {MaxLength:N0} bytes.", path);
    }

    private void ReadText(string json, string path, int texts)
    {
        if (texts > MaxTexts)
            throw EventFields.Malformed(path, "there are more messages inside of messages than anything delivers");
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json.TrimStart('\uFEFF'));
        }
        catch (JsonException failure)
        {
            throw EventFields.Malformed(
                path, $"it is not JSON at line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1}");
        }

        using (document)
            ReadValue(document.RootElement, path, texts);
    }

    private void ReadValue(JsonElement value, string path, int texts)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                ReadEach(value, path, texts);
                break;
            case JsonValueKind.String:
                ReadText(value.GetString()!, path, texts + 1);
                break;
            case JsonValueKind.Object:
                ReadObject(value, path, texts);
                break;
            default:
                throw EventFields.Malformed(path, $"a {value.ValueKind} is no event");
        }
    }

    private void ReadEach(JsonElement list, string path, int texts)
    {
        foreach (var (item, index) in list.EnumerateArray().Select((item, index) => (item, index)))
            ReadValue(item, $"{path}[{index}]", texts);
    }

    private void ReadObject(JsonElement value, string path, int texts)
    {
        // Records: as Lambda is given a batch; Messages: as ReceiveMessage answers.
        foreach (var batch in (string[])["Records", "Messages"])
        {
            if (EventFields.Member(value, batch) is { ValueKind: JsonValueKind.Array } list)
            {
                ReadEach(list, $"{path}.{batch}", texts);
                return;
            }
        }

        if (EventFields.Member(value, "Sns") is { ValueKind: JsonValueKind.Object } notification)
            ReadObject(notification, path + ".Sns", texts);
        else if (EventFields.Member(value, "detail") is { } detail)
            ReadDetail(value, detail, path);
        else if (EventFields.Text(value, "eventName") is not null && EventFields.Text(value, "eventSource") is not null)
            Add(EventRecord.Read(value, value, path), path);
        else if (EventFields.Text(value, "event_type") is not null)
            Add(EventRecord.ReadForwarded(value, value, path), path);
        else if (EventFields.Member(value, "body") is { ValueKind: JsonValueKind.String } body)
            ReadText(body.GetString()!, path + ".body", texts + 1);
        else if (EventFields.Member(value, "Message") is { ValueKind: JsonValueKind.String } message)
            ReadMessage(value, message, path, texts);
        else
            throw EventFields.Malformed(path, "it has none of what events and messages have: detail, eventName, event_type, body, Message");
    }

    private void ReadMessage(JsonElement envelope, JsonElement message, string path, int texts)
    {
        if (EventFields.Text(envelope, "Type") is { } type and not "Notification")
            Skip(path, $"a message of SNS of the type '{type}' is no event");
        else
            ReadText(message.GetString()!, path + ".Message", texts + 1);
    }

    private void ReadDetail(JsonElement envelope, JsonElement detail, string path)
    {
        var inside = path + ".detail";
        if (detail.ValueKind != JsonValueKind.Object)
            throw EventFields.Malformed(inside, "the detail of an event is an object");
        if (EventFields.Text(detail, "event_type") is not null)
            Add(EventRecord.ReadForwarded(envelope, detail, inside), path);
        else if (EventFields.Text(detail, "eventSource") is not null)
            Add(EventRecord.Read(envelope, detail, inside), path);
        else if (EventRecord.IsOfTheDirectory(EventFields.Text(envelope, "source")))
            throw EventFields.Malformed(inside + ".eventSource", "the record of a call has it");
        else
            Skip(path, $"events of the source '{EventFields.Text(envelope, "source")}' are of no concern here");
    }

    private void Add((IReadOnlyList<DirectoryEvent> Events, string? WhyNot) read, string path)
    {
        if (read.WhyNot is { } reason)
            Skip(path, reason);
        _events.AddRange(read.Events);
        Count();
    }

    private void Skip(string path, string reason)
    {
        _skipped.Add(new SkippedEvent(path, reason));
        Count();
    }

    private void Count()
    {
        if (_events.Count + _skipped.Count > MaxEvents)
            throw IdentityCenterErrors.TooManyEvents.Error($"The text has more than {MaxEvents:N0} events.");
    }
}
