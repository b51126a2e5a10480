namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>A user database of the server (<c>sys.databases</c>).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Obstacle">Why nothing can be changed in it now; null where it can.</param>
internal sealed record ServerDatabase(string Name, string? Obstacle)
{
    private const string Secondary = "the database is a secondary of an availability group";

    /// <summary>Whatever is changed in it comes from another server.</summary>
    public bool IsSecondary => Obstacle == Secondary;

    /// <summary>The server's own, and RDS's: left alone.</summary>
    public static bool IsSystem(string name) =>
        name.ToLowerInvariant() is "master" or "model" or "msdb" or "tempdb" or "rdsadmin";

    /// <summary>What the columns of <c>sys.databases</c> say about changing something in a database.</summary>
    public static string? ObstacleOf(
        string state, string userAccess, bool isSnapshot, bool isStandby, bool isReadOnly, string? updateability, bool? hasAccess) =>
        state != "ONLINE" ? $"the database is {state.ToLowerInvariant().Replace('_', ' ')}"
        : userAccess == "SINGLE_USER" ? "the database is in single-user mode"
        : isSnapshot ? "the database is a snapshot"
        : isStandby ? "the database is in standby (its log is being restored)"
        : isReadOnly ? "the database is read-only"
        : updateability == "READ_ONLY" ? Secondary
        : hasAccess == false ? "the master has no user in the database, or the database takes no connections"
        : null;
}
