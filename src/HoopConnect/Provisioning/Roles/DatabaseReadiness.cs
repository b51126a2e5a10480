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
        "available", "backing-up", "modifying", "storage-optimization", "storage-config-upgrade", "storage-initialization", "resetting-master-credentials",
        "configuring-enhanced-monitoring", "configuring-iam-database-auth", "configuring-log-exports", "converting-to-vpc", "moving-to-vpc", "promoting",
    };

    /// <summary>The engine that serves the database, if the roles can be worked on now.</summary>
    /// <exception cref="HoopException"><c>Database.EngineNotServed</c>, <c>Provisioning.ProxyNotServed</c>, <c>Database.NotAvailable</c>, <c>Database.IsReplica</c>.</exception>
    public static IDatabaseEngine Check(RdsDatabase database, Func<string, IDatabaseEngine> engines)
    {
        if (database.Kind == DatabaseKind.Proxy)
            throw ProxyNotServed(database);
        var engine = Engine(database, engines);

        if (!Working.Contains(database.Status) || database.HostName is null)
        {
            throw new HoopException("Database.NotAvailable", HoopErrorKind.InvalidOperation, $"'{database}' is '{database.Status}' and takes no logins.")
            {
                Target = database.Arn,
                RecommendedAction = "Start it, or wait until it is available, and run again.",
            };
        }

        if (database.ReplicaOf is not null)
        {
            throw new HoopException("Database.IsReplica", HoopErrorKind.InvalidOperation, $"'{database}' is a replica of '{database.ReplicaOf}' and takes no changes.")
            {
                Target = database.Arn,
                RecommendedAction = "Name its source: roles reach the replica from there.",
            };
        }

        return engine;
    }

    private static HoopException ProxyNotServed(RdsDatabase proxy)
    {
        var targets = proxy.Members.Count > 0 ? $" ('{string.Join("', '", proxy.Members)}')" : "";
        return new HoopException("Provisioning.ProxyNotServed", HoopErrorKind.InvalidArgument, $"'{proxy}' is a proxy: roles are made on the database behind it{targets}.")
        {
            Target = proxy.Arn,
            RecommendedAction = $"Name {(proxy.Members.Count > 0 ? $"'{proxy.Members[0]}'" : "the instance or cluster")} instead.",
        };
    }

    private static IDatabaseEngine Engine(RdsDatabase database, Func<string, IDatabaseEngine> engines)
    {
        try
        {
            return engines(database.Engine);
        }
        catch (HoopException error) when (error.ErrorId == "Database.EngineNotServed")
        {
            // Of many databases the reader must know which.
            throw new HoopException(error.ErrorId, error.Kind, $"'{database}': {error.Message}", error) { Target = database.Arn, RecommendedAction = "Leave it out." };
        }
    }
}
