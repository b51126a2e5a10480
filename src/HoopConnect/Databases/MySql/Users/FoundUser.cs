using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>A session user as it is found on a server: all accounts of one name, whatever their hosts.</summary>
/// <param name="Name">The name.</param>
/// <param name="Accounts">Its accounts; at least one.</param>
internal sealed record FoundUser(string Name, IReadOnlyList<FoundAccount> Accounts)
{
    /// <summary>How many sessions it has open.</summary>
    public int OpenSessions { get; init; }

    /// <summary>What runs in its name.</summary>
    public IReadOnlyList<DefinedObject> Definers { get; init; } = [];

    /// <summary>The schemas that it has privileges on.</summary>
    public IReadOnlyList<string> Schemas { get; init; } = [];

    /// <summary>It has SUPER, which no session user has.</summary>
    public bool IsSuperuser { get; init; }

    /// <summary>The accounts that are ours.</summary>
    public IReadOnlyList<FoundAccount> Ours => [.. Accounts.Where(account => account.Record is not null)];

    /// <summary>When the last of its accounts ends; null where none is ours.</summary>
    public DateTimeOffset? Expires => Ours.Max(account => account.Record?.Expires);

    /// <summary>In the seam's words.</summary>
    public ManagedUser ToListed(DateTimeOffset now) => new(Name)
    {
        Expires = Expires?.UtcDateTime,
        Expired = Expires <= now,
        Mark = Ours.MaxBy(account => account.Record!.Expires)?.Record!.Mark,
        Locked = Accounts.All(account => account.Reading.IsLocked),
        OpenSessions = OpenSessions,
        OwnedObjects = Definers.Count,
        Databases = [.. Schemas.Concat(Definers.Select(definer => definer.Schema)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
    };
}
