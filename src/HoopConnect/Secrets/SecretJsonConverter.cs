using System.Text.Json;
using System.Text.Json.Serialization;

namespace HoopConnect.Secrets;

/// <summary>Writes a <see cref="Secret"/> as asterisks and refuses to read one: no record on disk ever holds a secret.</summary>
public sealed class SecretJsonConverter : JsonConverter<Secret>
{
    /// <inheritdoc/>
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new JsonException("A secret is never read from JSON.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue("********");
    }
}
