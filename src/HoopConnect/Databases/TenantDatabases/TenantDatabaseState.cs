namespace HoopConnect.Databases.TenantDatabases;

/// <summary>What became of a tenant's database and user.</summary>
public enum TenantDatabaseState
{
    /// <summary>They are as they should be, and were before.</summary>
    Unchanged,

    /// <summary>The database was made.</summary>
    Created,

    /// <summary>What was missing was added, or what was kept was taken up again.</summary>
    Updated,

    /// <summary>Database and user are gone.</summary>
    Removed,

    /// <summary>The database is kept, and its user can no longer log in.</summary>
    Retained,

    /// <summary>There was neither.</summary>
    Missing,

    /// <summary>It could not be done; what was done stays, and another run goes on from there.</summary>
    Failed,
}
