namespace HoopConnect.Databases.IdentityCenterUsers;

/// <summary>What became of the database user of a person of the directory.</summary>
public enum IdentityCenterState
{
    /// <summary>The user was made, with its roles.</summary>
    Created,

    /// <summary>The user got a role, or was brought back into line.</summary>
    Granted,

    /// <summary>The user lost a role and has others left.</summary>
    Revoked,

    /// <summary>The person has another name, and the user has it now too.</summary>
    Renamed,

    /// <summary>The user is gone, and its sessions were ended.</summary>
    Dropped,

    /// <summary>The user was as it should be.</summary>
    Unchanged,

    /// <summary>The user is not as it should be; the reason says why.</summary>
    Failed,
}
