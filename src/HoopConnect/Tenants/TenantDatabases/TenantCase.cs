using HoopConnect.Databases.TenantDatabases;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>One tenant that a run works on.</summary>
internal abstract class TenantCase(TenantIdentity identity)
{
    /// <summary>The tenant, with what is known of its pods.</summary>
    public TenantIdentity Identity { get; set; } = identity;

    /// <summary>What the server has of it.</summary>
    public TenantOnServer? OnServer { get; set; }

    /// <summary>It was told as failed.</summary>
    public bool HasFailed { get; set; }
}
