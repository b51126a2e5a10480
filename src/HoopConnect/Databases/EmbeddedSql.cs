namespace HoopConnect.Databases;

/// <summary>Statements that are files of their own, beside the type that runs them: a DBA can read, review and run them.</summary>
internal static class EmbeddedSql
{
    /// <summary>The text of a <c>.sql</c> file in the owner's folder.</summary>
    /// <param name="owner">The type that runs it; its namespace is the folder.</param>
    /// <param name="name">The file's name without the ending.</param>
    public static string Read(Type owner, string name)
    {
        ArgumentNullException.ThrowIfNull(owner);
        var resource = $"{owner.Namespace}.{name}.sql";
        using var stream = owner.Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"There is no '{resource}' in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
