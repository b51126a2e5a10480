using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>In what the roles differ in one database.</summary>
/// <param name="Database">The database.</param>
/// <param name="Of">The differences of each role.</param>
internal sealed record DatabaseDifference(string Database, IReadOnlyDictionary<RoleKind, IReadOnlyList<Difference>> Of)
{
    /// <summary>What mends one role here, in order.</summary>
    public IReadOnlyList<string> Statements(RoleKind kind) => Of[kind].Select(difference => difference.Statement).OfType<string>().ToList();

    /// <summary>The findings of one role.</summary>
    public IEnumerable<Finding> Findings(RoleKind kind, bool mendable) =>
        Of[kind].Where(difference => difference.Statement is not null == mendable).Select(difference => difference.Finding);

    /// <summary>The steps as they are shown.</summary>
    public IEnumerable<PlanStep> Steps()
    {
        foreach (var difference in Of.Values.SelectMany(differences => differences))
        {
            if (difference.Statement is not null)
                yield return new PlanStep($"database {Identifier.Quote(Database)}", difference.Action, difference.Statement);
        }
    }

    public static DatabaseDifference Compare(DatabaseReading reading, IReadOnlyList<RoleKind> kinds, ServerReading server) =>
        new(reading.Name, kinds.ToDictionary(kind => kind, kind => UserDifferences.Compare(reading, kind, server.Login(kind.RoleName()))));
}
