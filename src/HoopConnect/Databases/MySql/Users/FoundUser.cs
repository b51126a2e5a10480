using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>A user as it is found on a server: all accounts of one name, whatever their hosts.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind">The kind that it is looked for as.</param>
/// <param name="Accounts">Its accounts; at least one.</param>
internal sealed record FoundUser(string Name, ManagedKind Kind, IReadOnlyList<FoundAccount> Accounts)
{
    /// <summary>How many sessions it has open.</summary>
    public int OpenSessions { get; init; }

    /// <summary>What runs in its name.</summary>
    public IReadOnlyList<DefinedObject> Definers { get; init; } = [];

    /// <summary>The schemas that it has privileges on.</summary>
    public IReadOnlyList<string> Schemas { get; init; } = [];

    /// <summary>The same when those schemas are gone.</summary>
    public FoundUser Without(IReadOnlyCollection<string> schemas) => schemas.Count == 0 ? this
        : this with { Definers = [.. Definers.Where(definer => !schemas.Contains(definer.Schema))] };

    /// <summary>It has SUPER, which nobody that we make has.</summary>
    public bool IsSuperuser => Accounts.SelectMany(account => account.Reading.Grants)
        .Any(grant => grant is { Level: GrantLevel.Global, IsRestriction: false }
            && grant.Privileges.Any(privilege => privilege.Name is "SUPER" or Privilege.All));

    /// <summary>The accounts that are ours.</summary>
    public IReadOnlyList<FoundAccount> Ours => [.. Accounts.Where(account => account.Marks.Is(Kind))];

    /// <summary>The kind that made it, where that is another.</summary>
    public ManagedKind? OtherKind =>
        Accounts.Select(account => account.Marks.OtherThan(Kind, Name)).FirstOrDefault(kind => kind is not null);

    /// <summary>
    /// When the last of its accounts ends: as it is proved where one is ours, else as it is claimed; null for never, and where nothing
    /// is known.
    /// </summary>
    public DateTimeOffset? Expires => Ours.Count > 0
        ? Ours.Max(account => account.Marks.Mark!.Expires)
        : Accounts.Max(account => account.Marks.Claim?.Kind == Kind ? account.Marks.Claim.Expires : null);

    /// <summary>
    /// Its time is over. A session user of ours of which no expiry is known lives no longer: somebody struck it out of the ledger.
    /// </summary>
    public bool IsExpired(DateTimeOffset now) => Expires is { } end ? end <= now : Kind == ManagedKind.Session && Ours.Count > 0;

    /// <summary>In the seam's words.</summary>
    public ManagedUser ToListed(DateTimeOffset now) => new(Name)
    {
        Expires = Expires?.UtcDateTime,
        Expired = IsExpired(now),
        Mark = Ours.MaxBy(account => account.Marks.Mark!.Expires)?.Marks.Mark,
        Locked = Accounts.All(account => account.Reading.IsLocked),
        OpenSessions = OpenSessions,
        OwnedObjects = Definers.Count,
        Databases = Databases,
    };

    /// <summary>The schemas in which it has privileges or something runs in its name.</summary>
    public IReadOnlyList<string> Databases =>
        [.. Schemas.Concat(Definers.Select(definer => definer.Schema)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
