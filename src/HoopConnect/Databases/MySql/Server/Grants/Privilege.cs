namespace HoopConnect.Databases.MySql.Server.Grants;

/// <summary>A privilege in a grant.</summary>
/// <param name="Name">Its name, in capitals: <c>SELECT</c>, <c>ALL PRIVILEGES</c>.</param>
/// <param name="Columns">The columns it is limited to, quoted, with commas between; null where it is not.</param>
internal sealed record Privilege(string Name, string? Columns = null)
{
    public const string All = "ALL PRIVILEGES";

    /// <summary>As GRANT and REVOKE take it.</summary>
    public string Sql => Columns is null ? Name : $"{Name} ({Columns})";
}
