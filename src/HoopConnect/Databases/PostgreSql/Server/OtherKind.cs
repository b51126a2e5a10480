namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>What carries privileges and is neither database, schema, relation nor column.</summary>
internal enum OtherKind
{
    /// <summary>A function, procedure or aggregate.</summary>
    Routine,

    /// <summary>A type or domain.</summary>
    Type,

    /// <summary>A procedural language.</summary>
    Language,

    /// <summary>A foreign-data wrapper.</summary>
    Wrapper,

    /// <summary>A foreign server.</summary>
    ForeignServer,

    /// <summary>A large object.</summary>
    LargeObject,

    /// <summary>A tablespace, which no database holds.</summary>
    Tablespace,

    /// <summary>A configuration parameter (PostgreSQL 15 and later), which no database holds.</summary>
    Parameter,
}

/// <summary>The words of GRANT.</summary>
internal static class OtherKindWords
{
    /// <summary>GRANT's word for it (PostgreSQL documentation, "GRANT").</summary>
    public static string Word(this OtherKind kind) => kind switch
    {
        OtherKind.Routine => "ROUTINE",
        OtherKind.Type => "TYPE",
        OtherKind.Language => "LANGUAGE",
        OtherKind.Wrapper => "FOREIGN DATA WRAPPER",
        OtherKind.ForeignServer => "FOREIGN SERVER",
        OtherKind.LargeObject => "LARGE OBJECT",
        OtherKind.Tablespace => "TABLESPACE",
        OtherKind.Parameter => "PARAMETER",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };
}
