using System.Text.Json;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.TenantDatabases;

/// <summary>What a server says of tenants.</summary>
/// <param name="Server">The server, with the roles of the tenants' names.</param>
/// <param name="HasIamRole">The role <c>rds_iam</c> is there.</param>
/// <param name="CreatesDatabases">We may make databases.</param>
/// <param name="Databases">The databases of the tenants' names.</param>
/// <param name="OpenDatabases">The other databases, which everybody who logs in may enter.</param>
internal sealed record TenantReading(
    ServerReading Server, bool HasIamRole, bool CreatesDatabases, IReadOnlyList<TenantRow> Databases, IReadOnlyList<string> OpenDatabases)
{
    private static readonly string Query = EmbeddedSql.Read(typeof(TenantReading), "TenantDatabases");
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The database of that name; null where it is not there.</summary>
    public TenantRow? Database(string name) => Databases.FirstOrDefault(database => database.Name == name);

    /// <summary>Reads them in two round trips, however many tenants there are.</summary>
    public static async Task<TenantReading> ReadAsync(
        IDatabaseSession session, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var server = await ServerReader.ReadAsync(session, names, cancellationToken);
        var row = (await session.QueryAsync(Query, [names.ToArray()], cancellationToken))[0];
        return new TenantReading(
            server, row[0] is true, row[1] is true, JsonSerializer.Deserialize<IReadOnlyList<TenantRow>>((string)row[2]!, Json)!,
            (string[])row[3]!);
    }
}

/// <summary>A database that bears a tenant's name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Owner">Who owns it.</param>
/// <param name="Ours">An administrator owns it, and we are that one or have the rights.</param>
/// <param name="Open">It takes connections.</param>
/// <param name="HalfDropped">A DROP DATABASE was interrupted (PostgreSQL documentation, "DROP DATABASE").</param>
/// <param name="Comment">Its comment, which only its owner can write.</param>
/// <param name="PublicMay">What everybody may do with it.</param>
/// <param name="UserMay">What the user of the same name may do with it.</param>
internal sealed record TenantRow(
    string Name, string Owner, bool Ours, bool Open, bool HalfDropped, string? Comment, IReadOnlyList<string> PublicMay,
    IReadOnlyList<string> UserMay)
{
    /// <summary>Our mark; null where there is none.</summary>
    public ManagedMark? Mark { get; } = ManagedMark.Parse(Comment);
}
