using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Roles;

/// <summary>What can be known to fail before anything is changed: engine, kind, status, replica.</summary>
internal static class DatabaseReadiness
{
    // In these RDS takes logins; whether a reset may start is for the reset to say.
    private static readonly HashSet<string> Working = new(StringComparer.OrdinalIgnoreCase)
    {
        "available",
        "backing-up",
        "modifying",
        "storage-optimization",
        "storage-config-upgrade",
        "storage-initialization",
        "resetting-master-credentials",
        "configuring-enhanced-monitoring",
        "configuring-iam-database-auth",
        "configuring-log-exports",
        "converting-to-vpc",
        "moving-to-vpc",
        "promoting",
    };

    /// <summary>The engine that serves the database, if the roles can be worked on now.</summary>
    /// <exception cref="HoopException"><c>Database.EngineNotServed</c>, <c>Provisioning.ProxyNotServed</c>, <c>Database.NotAvailable</c>,
    /// <c>Database.IsReplica</c>.</exception>
    public static IDatabaseEngine Check(RdsDatabase database, Func<string, IDatabaseEngine> engines)
    {
        if (database.Kind == DatabaseKind.Proxy)
            throw ProxyNotServed(database);
        var engine = Engine(database, engines);

        if (!Working.Contains(database.Status) || database.HostName is null)
        {
            throw DatabaseErrors.NotAvailable.Error($"'{database}' is '{database.Status}' and takes no logins.", database.Arn);
        }

        if (database.ReplicaOf is not null)
        {
            throw DatabaseErrors.IsReplica.Error(
                $"'{database}' is a replica of '{database.ReplicaOf}' and takes no changes.", database.Arn);
        }

        return engine;
    }

    private static HoopException ProxyNotServed(RdsDatabase proxy)
    {
        var targets = proxy.Members.Count > 0 ? $" ('{string.Join("', '", proxy.Members)}')" : "";
        return ProvisioningErrors.ProxyNotServed.Error(
            $"'{proxy}' is a proxy: roles are made on the database behind it{targets}.",
            proxy.Arn,
            $"Name {(proxy.Members.Count > 0 ? $"'{proxy.Members[0]}'" : "the instance or cluster")} instead.");
    }

    private static IDatabaseEngine Engine(RdsDatabase database, Func<string, IDatabaseEngine> engines)
    {
        try
        {
            return engines(database.Engine);
        }
        catch (HoopException error) when (DatabaseErrors.EngineNotServed.Is(error))
        {
            // Of many databases the reader must know which.
            throw DatabaseErrors.EngineNotServed.Error($"'{database}': {error.Message}", database.Arn, "Leave it out.", error);
        }
    }
}
