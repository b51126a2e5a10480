namespace HoopConnect.Discovery;

/// <summary>What kind of RDS resource a database is.</summary>
public enum DatabaseKind
{
    /// <summary>A DB instance that belongs to no cluster.</summary>
    Instance,

    /// <summary>An Aurora DB cluster or a Multi-AZ DB cluster: worked on as a whole, through its writer endpoint.</summary>
    Cluster,

    /// <summary>An RDS Proxy: a way to an instance or cluster, which is what is worked on.</summary>
    Proxy,
}
