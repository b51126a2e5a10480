using System.Text.Json;
using System.Text.Json.Serialization;

namespace HoopConnect.Provisioning.Jobs;

/// <summary>Job records as JSON: snake_case names, phases in lower case, times in RFC 3339 with <c>Z</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    Converters = [typeof(JobPhaseConverter)])]
[JsonSerializable(typeof(JobRecord))]
[JsonSerializable(typeof(JobOwner))]
internal sealed partial class JobDocument : JsonSerializerContext
{
    /// <summary>The record as UTF-8 text.</summary>
    public static byte[] Write(JobRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, Default.JobRecord);

    /// <exception cref="JsonException">The text is no job record.</exception>
    public static JobRecord Read(ReadOnlySpan<byte> text)
    {
        // The serializer takes null for what the types say is never null.
        var record = JsonSerializer.Deserialize(text, Default.JobRecord);
        return record is { Id: not null, Spec.DbArn: not null, Status.Result: not null }
            ? record
            : throw new JsonException("It is no job record.");
    }
}

internal sealed class JobPhaseConverter() : JsonStringEnumConverter<JobPhase>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
