namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>Which principals are asked for.</summary>
/// <param name="Users">The names of the logins and users that it is about, at least one.</param>
/// <param name="Sids">The SIDs of their logins: whoever has one is asked for too, whatever its name.</param>
internal sealed record PrincipalQuery(IReadOnlyList<string> Users, IReadOnlyList<byte[]> Sids)
{
    /// <summary>The names of other principals of a database that have to be known.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>All names, the users first.</summary>
    public IReadOnlyList<string> Names => [.. Users, .. Others];
}
