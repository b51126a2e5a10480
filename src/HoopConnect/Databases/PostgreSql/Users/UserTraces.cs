using System.Text.Json;
using HoopConnect.Databases.PostgreSql.Server;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>
/// How far the master reaches one user, and where the user left a trace: told by the maintenance database for all databases.
/// </summary>
internal sealed record UserTraces
{
    private static readonly string Query = EmbeddedSql.Read(typeof(UserTraces), "Traces");
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The user.</summary>
    public required string Name { get; init; }

    /// <summary>It is not locked.</summary>
    public required bool CanLogIn { get; init; }

    /// <summary>The master acts for it as it is.</summary>
    public required bool Usable { get; init; }

    /// <summary>The master may make itself a member of it.</summary>
    public required bool Joinable { get; init; }

    /// <summary>The master has granted itself a membership before.</summary>
    public required bool SelfGranted { get; init; }

    /// <summary>That membership is one that a removal gives, and one that was cut off left behind.</summary>
    public required bool LeftJoined { get; init; }

    /// <summary>Databases and tablespaces of its own, as <c>database "x"</c>.</summary>
    public required IReadOnlyList<string> Owns { get; init; }

    /// <summary>It owns something that a new owner must take.</summary>
    public required bool OwnsSome { get; init; }

    /// <summary>The databases in which it owns something or has privileges.</summary>
    public required IReadOnlyList<ServerDatabase> Found { get; init; }

    /// <summary>It has privileges on something that no database holds: a database itself, a tablespace.</summary>
    public required bool Shared { get; init; }

    /// <summary>The names of <see cref="Found"/>.</summary>
    public IReadOnlyList<string> Databases => Found.Select(database => database.Name).ToList();

    /// <summary>Something of it is left anywhere.</summary>
    public bool IsAnywhere => Found.Count > 0 || Shared;

    /// <summary>The same when those databases are gone.</summary>
    public UserTraces Without(IReadOnlyCollection<string> databases)
    {
        var left = Found.Where(database => !databases.Contains(database.Name)).ToList();
        return left.Count == Found.Count ? this : this with { Found = left, OwnsSome = OwnsSome && left.Count > 0 };
    }

    /// <summary>Reads them for the users that are there, in one round trip.</summary>
    public static async Task<IReadOnlyDictionary<string, UserTraces>> ReadAsync(
        IDatabaseSession session, IEnumerable<string> users, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(Query, [users.ToArray()], cancellationToken);
        return rows.Select(row => JsonSerializer.Deserialize<UserTraces>((string)row[0]!, Json)!)
            .ToDictionary(traces => traces.Name, StringComparer.Ordinal);
    }
}
