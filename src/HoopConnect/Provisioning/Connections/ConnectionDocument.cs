using System.Text.Json;
using System.Text.Json.Serialization;
using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Connections;

/// <summary>A connection as the JSON text that the vault keeps.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Connection))]
internal sealed partial class ConnectionDocument : JsonSerializerContext
{
    public static string Write(Connection connection) => JsonSerializer.Serialize(Sorted(connection), Default.Connection);

    /// <exception cref="HoopException"><c>Connection.Unreadable</c>.</exception>
    public static Connection Read(string entryName, string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, Default.Connection) ?? throw new JsonException("The document is null.");
        }
        catch (JsonException exception)
        {
            throw ConnectionErrors.Unreadable.Error(
                $"The vault entry '{entryName}' holds no readable connection.", entryName, cause: exception);
        }
    }

    /// <summary>True where they differ in nothing but the time they were made.</summary>
    public static bool SaysTheSame(Connection left, Connection right) =>
        string.Equals(Write(left with { Created = default }), Write(right with { Created = default }), StringComparison.Ordinal);

    private static Connection Sorted(Connection connection) =>
        connection with
        {
            Tags = new SortedDictionary<string, string>(connection.Tags.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
        };
}
