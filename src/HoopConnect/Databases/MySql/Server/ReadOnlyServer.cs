using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>A server that takes no changes: a replica, a reader of Aurora, or one whose storage is full.</summary>
internal static class ReadOnlyServer
{
    /// <summary>What says so, in SQL: two columns.</summary>
    public const string Columns = "@@GLOBAL.read_only, @@GLOBAL.innodb_read_only";

    /// <summary>Whether the two columns say so.</summary>
    public static bool Is(object? readOnly, object? innoDbReadOnly) => IsOn(readOnly) || IsOn(innoDbReadOnly);

    public static HoopException Refusal(ConnectionSettings settings) =>
        new("Database.ReadOnly", HoopErrorKind.InvalidOperation, $"The server at {settings.Host}:{settings.Port} is read-only: it is a replica or a reader, or its storage is full.")
        {
            Target = settings.Host,
            RecommendedAction = "Use the writer's endpoint.",
        };

    // From MariaDB 12 on there are more words than ON.
    private static bool IsOn(object? value) => ServerReader.Text(value) is not ("0" or "OFF");
}
