using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>What the maintenance database tells of the server: who we are, the roles that were asked for, the databases.</summary>
internal sealed record ServerReading
{
    /// <summary>The server's number, for example 180004; the major version is this / 10000.</summary>
    public required int Version { get; init; }

    /// <summary>Who we are logged in as.</summary>
    public required string Master { get; init; }

    /// <summary>We are a member of <c>rds_iam</c>: no password logs in as us.</summary>
    public required bool MasterLogsInByToken { get; init; }

    /// <summary>We may make roles.</summary>
    public required bool CanCreateRoles { get; init; }

    /// <summary>
    /// The attributes that we may take from a role that we administer (PostgreSQL documentation, "ALTER ROLE": from 16 on only those that
    /// we have ourselves, before 16 REPLICATION and BYPASSRLS are a superuser's to change).
    /// </summary>
    public required IReadOnlyList<string> CanTake { get; init; }

    /// <summary>The server is a replica: nothing can be changed here.</summary>
    public required bool Replica { get; init; }

    /// <summary>The server's time: microseconds since 1970, UTC.</summary>
    public required long Now { get; init; }

    /// <summary>The server's <c>scram_iterations</c>.</summary>
    public required int ScramIterations { get; init; }

    /// <summary>The roles that were asked for and are there.</summary>
    public required IReadOnlyList<ServerRole> Roles { get; init; }

    /// <summary>The databases, without templates and RDS's own.</summary>
    public required IReadOnlyList<ServerDatabase> Databases { get; init; }

    /// <summary>From 16 on a CREATEROLE role acts only on roles it has ADMIN on, and a membership says what it gives.</summary>
    public bool HasMembershipOptions => Version >= 160000;

    /// <summary>The same as far as these databases, and no others, are concerned.</summary>
    public ServerReading In(DatabaseChoice choice)
    {
        if (choice.IsAll)
            return this;
        var chosen = choice.Among([.. Databases.Select(database => database.Name)]);
        return this with
        {
            Databases = [.. Databases.Where(database => chosen.Contains(database.Name))],
            Roles = [.. Roles.Select(role => role with
            {
                Settings = [.. role.Settings.Where(setting => setting.Database is null || chosen.Contains(setting.Database))],
            })],
        };
    }

    /// <summary>The role of that name, or null where it is not there.</summary>
    public ServerRole? Role(string name) => Roles.FirstOrDefault(role => role.Name == name);
}

/// <summary>A database of the server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="AllowsConnections"><c>datallowconn</c>: where it is false, nobody can connect.</param>
/// <param name="HalfDropped"><c>datconnlimit</c> is -2: a DROP DATABASE was interrupted (PostgreSQL documentation, "DROP
/// DATABASE").</param>
internal sealed record ServerDatabase(string Name, bool AllowsConnections, bool HalfDropped)
{
    /// <summary>Why nobody can connect to it; null where it takes connections.</summary>
    public string? WhyClosed =>
        HalfDropped ? $"an interrupted DROP DATABASE left it half dropped, and the only mend is DROP DATABASE {Identifier.Quote(Name)}"
        : AllowsConnections ? null
        : "ALLOW_CONNECTIONS is false";

    /// <summary>Says of a database that nobody can connect to that it was left out.</summary>
    public Finding NotConnectable(string consequence) =>
        new(Name, "database", FindingReasons.NotConnectable, $"the database takes no connections ({WhyClosed}){consequence}");
}

/// <summary>A role as the server has it.</summary>
internal sealed record ServerRole
{
    public required string Name { get; init; }

    public required bool Superuser { get; init; }

    public required bool Inherit { get; init; }

    public required bool CreateRole { get; init; }

    public required bool CreateDb { get; init; }

    public required bool Login { get; init; }

    public required bool Replication { get; init; }

    public required bool BypassRls { get; init; }

    /// <summary>-1 for no limit.</summary>
    public required int ConnectionLimit { get; init; }

    /// <summary>Has a VALID UNTIL, in the past or the future.</summary>
    public required bool Expires { get; init; }

    /// <summary>Its VALID UNTIL: microseconds since 1970, UTC; null for never.</summary>
    public long? ValidUntil { get; init; }

    /// <summary>Its VALID UNTIL has passed.</summary>
    public required bool Expired { get; init; }

    /// <summary>The role's comment, which bears our mark.</summary>
    public string? Comment { get; init; }

    /// <summary>Our mark; null for a role that we did not make.</summary>
    public ManagedMark? Mark => ManagedMark.Parse(Comment);

    /// <summary>
    /// The master may alter it: CREATEROLE, from 16 on with ADMIN on it; never a superuser, and before 16 none with REPLICATION.
    /// </summary>
    public required bool Administered { get; init; }

    /// <summary>What was set for its sessions (ALTER ROLE ... SET).</summary>
    public IReadOnlyList<RoleSetting> Settings { get; init; } = [];

    /// <summary>Who is a member of it, but for the master and superusers.</summary>
    public IReadOnlyList<RoleMember> Members { get; init; } = [];

    /// <summary>What it is a member of.</summary>
    public required IReadOnlyList<RoleMembership> Memberships { get; init; }

    /// <summary>The attributes with which no grant means anything any more, or that lead to such: no user of ours has one.</summary>
    public IReadOnlyList<string> Powers =>
    [
        .. from power in new (bool Has, string Word)[]
        {
            (Superuser, "SUPERUSER"), (CreateRole, "CREATEROLE"), (CreateDb, "CREATEDB"), (Replication, "REPLICATION"),
            (BypassRls, "BYPASSRLS"),
        }
        where power.Has
        select power.Word,
    ];

    /// <summary>No password could log in as it stands.</summary>
    public bool CannotLogIn => !Login || Expired || ConnectionLimit == 0;
}

/// <summary>What somebody set for the sessions of a role.</summary>
/// <param name="Database">In which database only; null for everywhere.</param>
/// <param name="Name">The parameter.</param>
/// <param name="Resettable">The master may take it back.</param>
internal sealed record RoleSetting(string? Database, string Name, bool Resettable)
{
    /// <summary>Takes back all that may be taken back here.</summary>
    public string ToReset(string role) =>
        $"ALTER ROLE {Identifier.Quote(role)}{(Database is null ? "" : $" IN DATABASE {Identifier.Quote(Database)}")} RESET ALL";
}

/// <summary>A member of a role.</summary>
/// <param name="Name">The member.</param>
/// <param name="Comment">Its comment, which bears our mark where it is one of ours.</param>
internal sealed record RoleMember(string Name, string? Comment)
{
    /// <summary>We made it a member.</summary>
    public bool IsOurs => ManagedMark.Parse(Comment) is not null;
}

/// <summary>A membership of a role in another role.</summary>
/// <param name="Role">The role it is a member of.</param>
/// <param name="Grantor">Who granted it; null where that role is gone (before 16).</param>
/// <param name="Revocable">The master may take it back.</param>
/// <param name="LogsInByToken">It makes the member one of <c>rds_iam</c>: no password logs in as the member.</param>
internal sealed record RoleMembership(string Role, string? Grantor, bool Revocable, bool LogsInByToken)
{
    /// <summary>
    /// What it gives besides the role's own privileges: attributes (by SET ROLE), and quoted, what the role is a member of in turn.
    /// </summary>
    public IReadOnlyList<string> LeadsTo { get; init; } = [];

    /// <summary>It is one that other parts of the product, or RDS, give on purpose, and gives nothing else.</summary>
    public bool IsExpected => Role is "rds_iam" or "hoop_managed" && LeadsTo.Count == 0;

    /// <summary>The role, and where it leads to.</summary>
    public string Described => Identifier.Quote(Role) + (LeadsTo.Count == 0 ? "" : $" (and so has {FirstFew.Of(LeadsTo)})");

    /// <summary>Who can take it back where the master cannot, and how.</summary>
    public string WhoCanRevoke(string member, bool membershipOptions) =>
        (Grantor is null ? "" : $"granted by {Identifier.Quote(Grantor)}, who alone can revoke it: {Identifier.Quote(Grantor)} or ")
        + $"a superuser runs: {ToRevoke(member, membershipOptions)}";

    /// <summary>Takes it back, from 16 on from whoever granted it.</summary>
    public string ToRevoke(string member, bool membershipOptions) =>
        $"REVOKE {Identifier.Quote(Role)} FROM {Identifier.Quote(member)}"
        + (membershipOptions && Grantor is not null ? $" GRANTED BY {Identifier.Quote(Grantor)}" : "");
}
