namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>Something a user owns, which keeps it from being dropped.</summary>
/// <param name="Owner">The user.</param>
/// <param name="Class">
/// <c>SCHEMA</c>, <c>OBJECT</c>, <c>TYPE</c>, <c>XML SCHEMA COLLECTION</c> or <c>ROLE</c>, as ALTER AUTHORIZATION has it.
/// </param>
/// <param name="Schema">The schema of what is in one.</param>
/// <param name="Name">Its name.</param>
internal sealed record OwnedObject(string Owner, string Class, string? Schema, string Name)
{
    /// <summary>The name in T-SQL, with its class.</summary>
    public string Securable => Class + "::" + (Schema is null ? Identifier.Quote(Name) : Identifier.Quote(Schema, Name));
}
