using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>Something that runs in the name of a user.</summary>
/// <param name="Definer">The user.</param>
/// <param name="Kind"><c>view</c>, <c>procedure</c>, <c>function</c>, <c>trigger</c>, <c>event</c>.</param>
/// <param name="Schema">Where it is.</param>
/// <param name="Name">Its name.</param>
internal sealed record DefinedObject(Account Definer, string Kind, string Schema, string Name)
{
    /// <summary>Its name in SQL text.</summary>
    public string Place => $"{Identifier.Backticks(Schema)}.{Identifier.Backticks(Name)}";

    /// <summary>The statement that drops it. Another session may have done so meanwhile.</summary>
    public string Drop => $"DROP {Kind.ToUpperInvariant()} IF EXISTS {Place}";

    /// <summary>Why its user is not dropped.</summary>
    public Finding Finding => new(Schema, $"{Kind} {Place}", FindingReasons.Unfixable,
        $"runs in the name of {Definer.User}@{Definer.Host} (DEFINER) and would fail without it: make it again with another definer, " +
        "or drop it (-DropCode); " +
        "until then the user is locked and not dropped");
}
