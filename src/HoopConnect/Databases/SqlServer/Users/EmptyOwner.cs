using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Planning;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>One of ours that owned what a removed user owned, and owns nothing any more: a removal clears it away.</summary>
/// <param name="Database">The database.</param>
/// <param name="Name">The user.</param>
internal sealed record EmptyOwner(string Database, string Name)
{
    /// <summary>The step that drops it; the server refuses it where it owns something after all.</summary>
    public PlanStep Step => new($"database {Identifier.Quote(Database)}", "drop empty owner", LoginStatements.DropUser(Name));

    /// <summary>Those of a database; none where nothing may be changed in it.</summary>
    public static IEnumerable<EmptyOwner> In(DatabaseReading reading) =>
        UserClearance.Obstacles(reading).Any() ? []
            : reading.RemovedOwners.Where(owner => owner.Owns == 0 && NewOwner.IsOurs(owner))
                .Select(owner => new EmptyOwner(reading.Name, owner.Name));
}
