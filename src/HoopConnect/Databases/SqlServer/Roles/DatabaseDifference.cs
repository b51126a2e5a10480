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
    /// <summary>Compares what was read with the contract.</summary>
    /// <param name="reading">The database.</param>
    /// <param name="sids">The SIDs of the logins that are there, or are going to be, for each role that is asked for.</param>
    public static DatabaseDifference Compare(DatabaseReading reading, IReadOnlyDictionary<RoleKind, byte[]?> sids) =>
        new(reading.Name, sids.ToDictionary(pair => pair.Key, pair => UserDifferences.Compare(reading, pair.Key, pair.Value)))
        {
            AllowedDdlTriggers = reading.AllowedDdlTriggers,
        };

    /// <summary>The DDL triggers here that may run when users are changed.</summary>
    public IReadOnlyList<string> AllowedDdlTriggers { get; private init; } = [];

    /// <summary>The role has a power here beyond its contract.</summary>
    public bool HasPower(RoleKind kind) => Of.GetValueOrDefault(kind, []).Any(difference => difference.Finding.IsPower);

    /// <summary>What mends one role here, in order.</summary>
    public IReadOnlyList<string> Statements(RoleKind kind) => [.. Of[kind].Select(difference => difference.Statement).OfType<string>()];

    /// <summary>The findings of one role.</summary>
    public IEnumerable<Finding> Findings(RoleKind kind, bool mendable) =>
        Of[kind].Where(difference => difference.Statement is not null == mendable).Select(difference => difference.Finding);

    /// <summary>The steps as they are shown.</summary>
    public IEnumerable<PlanStep> Steps()
    {
        var differences = Of.Values.SelectMany(differences => differences).ToList();
        if (AllowedDdlTriggers.Count > 0 && differences.Exists(difference => difference.Statement is not null))
            yield return DdlTriggers.Allowed(Database, AllowedDdlTriggers);
        foreach (var difference in differences)
        {
            if (difference.Statement is not null)
                yield return new PlanStep($"database {Identifier.Quote(Database)}", difference.Action, difference.Statement);
        }
    }
}
