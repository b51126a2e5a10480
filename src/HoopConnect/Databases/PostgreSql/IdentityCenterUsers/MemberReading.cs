using System.Text.Json;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.IdentityCenterUsers;

/// <summary>What a sync with a directory needs of a server.</summary>
internal sealed record MemberReading
{
    private static readonly string Query = EmbeddedSql.Read(typeof(MemberReading), "MemberUsers");
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private IReadOnlyDictionary<string, MemberRow>? _byName;

    public required int Version { get; init; }

    public required string Master { get; init; }

    public required bool CanCreateRoles { get; init; }

    /// <summary>The attributes that we may take from a role that we administer.</summary>
    public required IReadOnlyList<string> CanTake { get; init; }

    public required bool Replica { get; init; }

    /// <summary>The role <c>rds_iam</c> is there.</summary>
    public required bool HasIamRole { get; init; }

    /// <summary>The server's time: microseconds since 1970, UTC.</summary>
    public required long Now { get; init; }

    /// <summary>The users of the kind, and whoever bears a wanted name.</summary>
    public required IReadOnlyList<MemberRow> Users { get; init; }

    /// <summary>The roles of the map that are there.</summary>
    public required IReadOnlyList<MappedRow> Roles { get; init; }

    /// <summary>From 16 on a membership says who granted it.</summary>
    public bool HasMembershipOptions => Version >= 160000;

    /// <summary>Whoever has that name; null for nobody.</summary>
    public MemberRow? Find(string name) =>
        (_byName ??= Users.ToDictionary(user => user.Name, StringComparer.Ordinal)).GetValueOrDefault(name);

    /// <summary>Reads them in one round trip.</summary>
    public static async Task<MemberReading> ReadAsync(
        IDatabaseSession session, IEnumerable<string> names, IEnumerable<string> roles, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            Query, [names.ToArray(), ManagedMark.Beginnings(ManagedKind.IdentityCenter).ToArray(), roles.ToArray()], cancellationToken);
        return JsonSerializer.Deserialize<MemberReading>((string)rows[0][0]!, Json)!;
    }
}

/// <summary>A user that is or could be a member's.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Comment">The comment with our mark.</param>
/// <param name="Login">It may log in.</param>
/// <param name="Powers">Attributes with which no grant means anything any more.</param>
/// <param name="Administered">The master may alter it.</param>
/// <param name="LocksOutMaster">The master is a member of it, and would log in by token only as soon as it does.</param>
/// <param name="Memberships">What it is a member of.</param>
internal sealed record MemberRow(
    string Name, string? Comment, bool Login, IReadOnlyList<string> Powers, bool Administered, bool LocksOutMaster,
    IReadOnlyList<RoleMembership> Memberships)
{
    /// <summary>Our mark; null for one that we did not make.</summary>
    public ManagedMark? Mark { get; } = ManagedMark.Parse(Comment);

    /// <summary>We made it for a person of a directory.</summary>
    public bool IsPerson => Mark is { Kind: ManagedKind.IdentityCenter } mark && !(mark.Owner is null && mark.Policy is not null);

    /// <summary>We made it, a role that nobody logs in as, for what a policy gives.</summary>
    public bool IsOfPolicy => Mark is { Kind: ManagedKind.IdentityCenter, Owner: null, Policy: not null };
}

/// <summary>A role of the map.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Superuser">It is a superuser.</param>
/// <param name="Comment">The comment with our mark.</param>
/// <param name="Grantable">The master may make members.</param>
/// <param name="LeadsTo">Attributes and roles that it gives besides its own privileges.</param>
internal sealed record MappedRow(string Name, bool Superuser, string? Comment, bool Grantable, IReadOnlyList<string> LeadsTo);
