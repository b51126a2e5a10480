using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication.Enabling;

/// <summary>Everything about switching IAM authentication on that can be known to fail before anything is changed.</summary>
internal static class EnableIamChecks
{
    /// <summary>The name under which RDS lists it while it is not applied yet ("PendingModifiedValues").</summary>
    public const string PendingName = "IAMDatabaseAuthenticationEnabled";

    // Amazon RDS User Guide, "Supported Regions and DB engines for IAM database authentication".
    private static readonly string[] Engines = ["postgres", "mysql", "mariadb", "aurora-postgresql", "aurora-mysql"];
    private static readonly Version OldestMariaDb = new(10, 6);

    /// <summary>Whether RDS has IAM authentication for that engine; null where it has.</summary>
    public static string? WhyNot(RdsDatabase database)
    {
        if (!Engines.Contains(database.Engine, StringComparer.OrdinalIgnoreCase))
            return $"RDS has no IAM authentication for the engine '{database.Engine}', only for {string.Join(", ", Engines)}";
        return database.Engine == "mariadb" && VersionOf(database) is { } version && version < OldestMariaDb
            ? $"RDS has IAM authentication for MariaDB {OldestMariaDb} and later, and this is {database.EngineVersion}"
            : null;
    }

    public static bool IsPending(RdsDatabase database) => database.PendingModifications.Contains(PendingName);

    public static void RequireEnableable(RdsDatabase database, EnableIamRequest request)
    {
        if (request.Deadline <= TimeSpan.Zero || request.Deadline > EnableIamRequest.LongestDeadline)
        {
            throw IamAuthenticationErrors.InvalidDeadline.Error(
                database,
                $"A deadline of {request.Deadline.TotalSeconds:0} seconds cannot be used: more than 0, at most " +
                    $"{EnableIamRequest.LongestDeadline.TotalSeconds:0}."
            );
        }

        if (database.Kind == DatabaseKind.Proxy)
        {
            throw IamAuthenticationErrors.Proxy.Error(
                database,
                $"'{database.Identifier}' is an RDS Proxy: whether its clients use IAM is part of each entry of its own " +
                    "authentication settings."
            );
        }

        if (WhyNot(database) is { } reason)
            throw IamAuthenticationErrors.EngineNotServed.Error(database, $"{reason} ('{database.Identifier}').");
        if (database.IamDatabaseAuthenticationEnabled)
            return;
        if (!DatabaseStatus.IsReady(database.Status))
        {
            throw IamAuthenticationErrors.NotAvailable.Error(
                database,
                $"'{database.Identifier}' is '{database.Status}'; it can be modified only while it is '{DatabaseStatus.Available}'.",
                database.Status is "stopped" ? "Start it first." : "Wait until it is available, or leave it out.");
        }

        var others = database.PendingModifications.Where(name => name != PendingName).ToList();
        if (request.ApplyImmediately && others.Count > 0 && !request.AllowPendingModifications)
        {
            throw IamAuthenticationErrors.PendingModifications.Error(
                database,
                $"Other modifications of '{database.Identifier}' are pending, and -ApplyImmediately would apply them too: " +
                    $"{string.Join(", ", others)}."
            );
        }
    }

    private static Version? VersionOf(RdsDatabase database) =>
        Version.TryParse(string.Join('.', database.EngineVersion.Split('.').Take(2)), out var version) ? version : null;
}
