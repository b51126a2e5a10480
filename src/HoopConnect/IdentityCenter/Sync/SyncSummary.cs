using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Display;

namespace HoopConnect.IdentityCenter.Sync;

/// <summary>A whole run in numbers.</summary>
public sealed record SyncSummary
{
    /// <summary>The groups.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>How many databases were to be brought into line.</summary>
    public required int Databases { get; init; }

    /// <summary>How many of them failed as a whole: nothing is known of their users.</summary>
    public required int FailedDatabases { get; init; }

    /// <summary>How many people are members.</summary>
    public required int Members { get; init; }

    /// <summary>Users that were made.</summary>
    public required int Created { get; init; }

    /// <summary>Users that were given something.</summary>
    public required int Granted { get; init; }

    /// <summary>Users that lost something and stay.</summary>
    public required int Revoked { get; init; }

    /// <summary>Users that have another name now.</summary>
    public required int Renamed { get; init; }

    /// <summary>Users that are gone.</summary>
    public required int Dropped { get; init; }

    /// <summary>Users that were as they should be.</summary>
    public required int Unchanged { get; init; }

    /// <summary>Users that are not as they should be.</summary>
    public required int Failed { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Nothing failed.</summary>
    public bool Succeeded => FailedDatabases == 0 && Failed == 0;

    /// <inheritdoc/>
    public override string ToString() => ForeignText.Escape(
        $"{Databases} databases, {Members} members of {string.Join(", ", Groups)}: {Created} created, {Granted} granted, "
        + $"{Revoked} revoked, {Renamed} renamed, {Dropped} dropped, {Unchanged} unchanged, {Failed} failed; "
        + $"{FailedDatabases} databases failed");

    /// <summary>Counts rows.</summary>
    internal static SyncSummary Of(
        IReadOnlyList<string> groups, int databases, int failedDatabases, int members, IReadOnlyDictionary<IdentityCenterState, int> counts,
        TimeSpan duration) => new()
    {
        Groups = groups,
        Databases = databases,
        FailedDatabases = failedDatabases,
        Members = members,
        Created = counts.GetValueOrDefault(IdentityCenterState.Created),
        Granted = counts.GetValueOrDefault(IdentityCenterState.Granted),
        Revoked = counts.GetValueOrDefault(IdentityCenterState.Revoked),
        Renamed = counts.GetValueOrDefault(IdentityCenterState.Renamed),
        Dropped = counts.GetValueOrDefault(IdentityCenterState.Dropped),
        Unchanged = counts.GetValueOrDefault(IdentityCenterState.Unchanged),
        Failed = counts.GetValueOrDefault(IdentityCenterState.Failed),
        Duration = duration,
    };
}
