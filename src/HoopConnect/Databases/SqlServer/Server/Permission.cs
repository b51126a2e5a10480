namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>
/// A permission that was granted or denied directly to a login or user (<c>sys.server_permissions</c>, <c>sys.database_permissions</c>).
/// </summary>
/// <param name="Grantee">Whose it is.</param>
/// <param name="Class">The kind of securable, as <c>class_desc</c> spells it.</param>
/// <param name="State"><c>G</c> granted, <c>W</c> granted with the right to pass it on, <c>D</c> denied, <c>R</c> revoked.</param>
/// <param name="Name">For example <c>SELECT</c>.</param>
/// <param name="Schema">The schema of an object or type.</param>
/// <param name="Object">The name of the securable; null for the server or the database.</param>
/// <param name="Column">The column, where it is on one.</param>
/// <param name="PrincipalType">
/// The type of a principal that is the securable: <c>S</c> user or login, <c>R</c> role, <c>A</c> application role.
/// </param>
/// <param name="Grantor">Who gave it.</param>
internal sealed record Permission(
    string Grantee, string Class, string State, string Name, string? Schema, string? Object, string? Column, string? PrincipalType,
    string Grantor)
{
    /// <summary>What every login and user has and needs.</summary>
    public bool IsConnect => Class is "SERVER" or "DATABASE" && Name is "CONNECT SQL" or "CONNECT";

    /// <summary>
    /// The securable in T-SQL, with its class; empty for the server or the database; null where the class is none that we know.
    /// </summary>
    public string? Securable => Class switch
    {
        "SERVER" or "DATABASE" => "",
        "OBJECT_OR_COLUMN" when Schema is not null && Object is not null =>
            "OBJECT::" + Identifier.Quote(Schema, Object) + (Column is null ? "" : $" ({Identifier.Quote(Column)})"),
        "TYPE" when Schema is not null && Object is not null => "TYPE::" + Identifier.Quote(Schema, Object),
        "SCHEMA" when Object is not null => "SCHEMA::" + Identifier.Quote(Object),
        "SERVER_PRINCIPAL" when Object is not null => (PrincipalType == "R" ? "SERVER ROLE::" : "LOGIN::") + Identifier.Quote(Object),
        "XML_SCHEMA_COLLECTION" when Schema is not null && Object is not null =>
            "XML SCHEMA COLLECTION::" + Identifier.Quote(Schema, Object),
        "DATABASE_PRINCIPAL" when Object is not null =>
            PrincipalType switch { "R" => "ROLE::", "A" => "APPLICATION ROLE::", _ => "USER::" } + Identifier.Quote(Object),
        _ => null,
    };
}
