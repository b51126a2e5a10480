namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>What a tenant is, or what became of it.</summary>
public enum TenantState
{
    /// <summary>All is there and was before: database, user, role and association.</summary>
    Whole,

    /// <summary>It was made.</summary>
    Created,

    /// <summary>What was missing or stale was mended, or a database that was kept was taken up again.</summary>
    Updated,

    /// <summary>Something is missing or stale; another run of New-HoopTenantDatabase mends it.</summary>
    Incomplete,

    /// <summary>The database is kept; nobody can log in to it as the tenant, whose role is gone.</summary>
    Retained,

    /// <summary>All of it is gone.</summary>
    Removed,

    /// <summary>There was nothing of it.</summary>
    Missing,

    /// <summary>It could not be done; what was done stays, and another run goes on from there.</summary>
    Failed,
}
