namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>Code that a user owns, or that runs as it: a module, an assembly, what Service Broker starts and delivers by.</summary>
/// <param name="User">The user.</param>
/// <param name="Id">Its number; 0 for what is no object.</param>
/// <param name="Type">The type of an object (<c>sys.objects</c>), else the words of DROP.</param>
/// <param name="Schema">The schema of what is in one.</param>
/// <param name="Name">Its name.</param>
/// <param name="RunsAs">Whom it runs as.</param>
/// <param name="IsOwned">The user owns it; else it is another's and only runs as the user.</param>
internal sealed record OwnedCode(string User, int Id, string Type, string? Schema, string Name, ExecuteAs RunsAs, bool IsOwned)
{
    private const string DatabaseTrigger = "DATABASE TRIGGER";

    /// <summary>
    /// What can be dropped only after what comes before it here; modules of other kinds are in between, see <see cref="Turn"/>.
    /// </summary>
    private static readonly string[] First = [DatabaseTrigger, "TRIGGER", "REMOTE SERVICE BINDING", "ROUTE", "SERVICE", "QUEUE", "CONTRACT",
        "MESSAGE TYPE"];

    private static readonly string[] Last = ["RULE", "DEFAULT", "TYPE", "ASSEMBLY"];

    /// <summary>Its kind, in the words of DROP.</summary>
    public string Kind => Type switch
    {
        "P" or "PC" or "X" or "RF" => "PROCEDURE",
        "FN" or "IF" or "TF" or "FS" or "FT" => "FUNCTION",
        "AF" => "AGGREGATE",
        "V" => "VIEW",
        "TR" or "TA" => "TRIGGER",
        "SQ" => "QUEUE",
        "R" => "RULE",
        "D" => "DEFAULT",
        _ => Type,
    };

    /// <summary>When it is dropped: the lower the earlier.</summary>
    public int Turn => Array.IndexOf(First, Kind) is >= 0 and var early ? early
        : Array.IndexOf(Last, Kind) is >= 0 and var late ? First.Length + 1 + late
        : First.Length;

    /// <summary>It can be given to another owner, with its schema or by itself, and leaves the user free to go.</summary>
    public bool ChangesHands => RunsAs != ExecuteAs.User && (Id != 0 || Type == "TYPE");

    /// <summary>The name, quoted.</summary>
    public string Sql => Schema is null ? Identifier.Quote(Name) : Identifier.Quote(Schema, Name);

    /// <summary>The statement that drops it.</summary>
    public string Drop => Kind == DatabaseTrigger ? $"DROP TRIGGER {Sql} ON DATABASE;" : $"DROP {Kind} {Sql};";

    /// <inheritdoc/>
    public override string ToString() => $"{Kind.ToLowerInvariant()} {Sql}" + RunsAs switch
    {
        ExecuteAs.Caller => "",
        ExecuteAs.Owner => " (EXECUTE AS OWNER)",
        ExecuteAs.User => $" (EXECUTE AS {Literal.Quote(User)})",
        _ => " (EXECUTE AS another)",
    };
}

/// <summary>Whose rights code runs with (Transact-SQL reference, "EXECUTE AS Clause").</summary>
internal enum ExecuteAs
{
    /// <summary>Those of whoever calls it, where no ownership chain gives more.</summary>
    Caller,

    /// <summary>Those of its owner, whoever that will be.</summary>
    Owner,

    /// <summary>Those of the user that is asked for, who cannot be dropped while it is there.</summary>
    User,

    /// <summary>Those of somebody else.</summary>
    Other,
}
