using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>What the granter sees of one session user.</summary>
/// <param name="Server">The server, with the accounts of the user's name.</param>
/// <param name="Account">The account that the request is about.</param>
internal sealed record GranterReading(ServerReading Server, Account Account)
{
    /// <summary>A stored password of the user logs in: what is written down of it is true then.</summary>
    public bool IsProvedByPassword { get; init; }

    /// <summary>What is to be granted and revoked.</summary>
    public IReadOnlyList<GrantChange> Grants { get; init; } = [];

    /// <summary>The account as it is; null where it is not there.</summary>
    public AccountReading? Present => Server.Find(Account);

    /// <summary>Whose the account is.</summary>
    public MarkReading? Marks => Present is { } present ? MarkReading.Of(present, Server.Version) : null;

    /// <summary>Our mark; null for a user that is not ours.</summary>
    public ManagedMark? Mark => Marks is not { } marks ? null
        : marks.Is(ManagedKind.Session) ? marks.Mark
        : IsProvedByPassword ? marks.Claim ?? new ManagedMark(ManagedKind.Session) : null;

    /// <summary>Its mark is of an earlier form, or it is known as ours without one.</summary>
    public bool NeedsMark => Mark is { } mark && (mark.IsOutdated || (Server.Version.HasProof && !Marks!.Is(ManagedKind.Session)));

    /// <summary>What it should have and has not.</summary>
    public IEnumerable<GrantChange> Lacking => Grants.Where(grant => !grant.Revoke);

    /// <summary>What somebody gave it that nobody whom we make has.</summary>
    public IReadOnlyList<GrantChange> Powers => [.. Grants.Where(grant => grant.IsPower)];

    /// <summary>In the seam's words.</summary>
    public SessionUserReading ToReading() =>
        new(Server.Now, Mark?.Expires, Present is { IsLocked: false }, Mark, Present is not null && !Lacking.Any());
}
