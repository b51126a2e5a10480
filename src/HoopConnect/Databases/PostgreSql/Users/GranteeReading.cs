namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>What one database tells of a user to whom something was granted.</summary>
internal sealed record GranteeReading
{
    /// <summary>The server's time: microseconds since 1970, UTC.</summary>
    public required long Now { get; init; }

    /// <summary>Null where the user is not there.</summary>
    public bool? CanLogIn { get; init; }

    /// <summary>
    /// Somebody gave it what no user of ours has: SUPERUSER, CREATEROLE, CREATEDB, REPLICATION, BYPASSRLS, or a membership.
    /// </summary>
    public required bool HasPowers { get; init; }

    /// <summary>Its VALID UNTIL: microseconds since 1970, UTC; null for never.</summary>
    public long? ValidUntil { get; init; }

    /// <summary>The role's comment, which bears our mark.</summary>
    public string? Comment { get; init; }

    /// <summary>Schemas of the request that are not there.</summary>
    public required IReadOnlyList<string> MissingSchemas { get; init; }

    /// <summary>Some of what the user should have here and has not, in words.</summary>
    public required IReadOnlyList<string> Lacking { get; init; }

    /// <summary>It has all that the request asks for in this database, and no power over the server.</summary>
    public bool IsComplete => !HasPowers && MissingSchemas.Count == 0 && Lacking.Count == 0;
}
