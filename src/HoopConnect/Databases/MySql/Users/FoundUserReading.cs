using HoopConnect.Databases.MySql.Server;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>The users that were found, by name.</summary>
/// <param name="Users">Those who are there.</param>
/// <param name="Server">The server.</param>
internal sealed record FoundUserReading(IReadOnlyDictionary<string, FoundUser> Users, ServerReading Server)
{
    /// <summary>The user of that name; null where there is none.</summary>
    public FoundUser? Find(string name) => Users.GetValueOrDefault(name);
}
