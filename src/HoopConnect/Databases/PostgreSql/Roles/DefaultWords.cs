namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>The words of ALTER DEFAULT PRIVILEGES for the letters of <c>pg_default_acl.defaclobjtype</c>.</summary>
internal static class DefaultWords
{
    /// <summary>The kinds of objects on which the contract gives something by default.</summary>
    public static IReadOnlyList<(char ObjectType, string Word)> Wanted { get; } = [('n', "SCHEMAS"), ('r', "TABLES"), ('S', "SEQUENCES")];

    public static string Of(char objectType) => objectType switch
    {
        'r' => "TABLES",
        'S' => "SEQUENCES",
        'n' => "SCHEMAS",
        'f' => "FUNCTIONS",
        'T' => "TYPES",
        'L' => "LARGE OBJECTS",
        _ => throw new ArgumentOutOfRangeException(
            nameof(objectType), objectType, "PostgreSQL has default privileges on a kind of object that is not known here."),
    };
}
