using System.Collections.Concurrent;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>
/// What a modification does, now and over time (RDS User Guide, "Modifying an Amazon RDS DB instance", "Schedule modifications setting").
/// </summary>
internal sealed class DatabaseChanges(Organisation organisation) : IAsyncDisposable
{
    private const string PendingPassword = "MasterUserPassword";
    private const string PendingIam = "IAMDatabaseAuthenticationEnabled";

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _running = [];

    /// <summary>Judges and starts a modification. Called with the organisation's gate held.</summary>
    public void Modify(DatabaseResource database, AwsParameters parameters, AccountRegion place)
    {
        var password = parameters.Find("MasterUserPassword");
        var groups = parameters.List("VpcSecurityGroupIds.VpcSecurityGroupId");
        if (password is not null)
            RequirePasswordCanChange(database, password);
        if (parameters.Find("EnableIAMDatabaseAuthentication") is { } iam)
            RequestIam(database, iam == "true");
        foreach (var group in groups.Where(id => !place.SecurityGroups.Exists(known => known.GroupId == id)))
            throw new AwsFailureException("InvalidParameterValue", $"Invalid security group , groupId= {group}, groupName=.");

        // What waits for the window comes along as soon as anybody says ApplyImmediately: a reboot that nobody asked for.
        if (parameters.Flag("ApplyImmediately") && database.Pending.Remove(PendingIam, out var wanted))
        {
            var status = database.Status;
            _running.Add(Task.Run(() => ChangeIamAsync(database, wanted == "true", status, _stopping.Token)));
        }
        if (parameters.Flag("ApplyImmediately") && database.Pending.Count > 0)
        {
            database.Pending.Clear();
            database.Reboots++;
        }
        if (groups.Count > 0)
            database.VpcSecurityGroupIds = [.. groups];
        if (password is null)
            return;
        if (!organisation.Options.PendingShowsLate)
            database.Pending[PendingPassword] = "****";
        // Not looked at again later: another change may be under way by then.
        var before = database.Status;
        _running.Add(Task.Run(() => ChangePasswordAsync(database, password, before, _stopping.Token)));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await Task.WhenAll(_running);
        }
        catch (OperationCanceledException)
        {
            // A change that was under way when the sandbox stopped.
        }
        _stopping.Dispose();
    }

    private static void RequirePasswordCanChange(DatabaseResource database, string password)
    {
        if (database.MasterUserSecretArn is not null)
            throw new AwsFailureException(
                "InvalidParameterCombination",
                "You can't specify MasterUserPassword for an instance with ManageMasterUserPassword enabled.");
        if (database.ReplicationSource is not null)
            throw new AwsFailureException("InvalidParameterCombination", "The master user password cannot be modified for a read replica.");
        var longest =
            database.Engine.StartsWith("oracle", StringComparison.Ordinal) ? 30
            : database.Engine.Contains("postgres", StringComparison.Ordinal) || DatabaseServers.IsSqlServer(database) ? 128
            : 41;
        if (password.Length < 8 || password.Length > longest)
            throw new AwsFailureException(
                "InvalidParameterValue",
                $"The parameter MasterUserPassword is not a valid password because its length is not within 8 and {longest}.");
        if (password.Any(letter => letter is <= ' ' or > '~' or '/' or '@' or '"'))
            throw new AwsFailureException(
                "InvalidParameterValue",
                "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' " +
                    "' may be used."
            );
    }

    // It waits for the window like any other, unless ApplyImmediately comes with it (RDS API Reference, "ModifyDBCluster").
    private static void RequestIam(DatabaseResource database, bool isWanted)
    {
        var isOldMariaDb = database.Engine == "mariadb" && Version.Parse(database.EngineVersion) < new Version(10, 6);
        if (isOldMariaDb || !(database.Engine.Contains("postgres", StringComparison.Ordinal) || DatabaseServers.IsMySql(database)))
            throw new AwsFailureException(
                "InvalidParameterCombination", "IAM Database Authentication is not supported for this configuration.");
        if (isWanted == database.IamDatabaseAuthentication)
            database.Pending.Remove(PendingIam);
        else
            database.Pending[PendingIam] = isWanted ? "true" : "false";
    }

    private async Task ChangeIamAsync(DatabaseResource database, bool isWanted, string status, CancellationToken cancellationToken)
    {
        var options = organisation.Options;
        lock (organisation.Gate)
            database.Pending[PendingIam] = isWanted ? "true" : "false";
        await Task.Delay(options.AvailableLag, cancellationToken);
        lock (organisation.Gate)
            database.Status = "configuring-iam-database-auth";
        await Task.Delay(options.Modifying, cancellationToken);
        if (database.SetIamAuthentication is { } set)
            await set(isWanted);
        lock (organisation.Gate)
        {
            database.IamDatabaseAuthentication = isWanted;
            foreach (var member in database is DatabaseCluster cluster ? cluster.Members.Select(organisation.Database) : [])
                member.IamDatabaseAuthentication = isWanted;
            database.Pending.Remove(PendingIam);
            database.Status = status;
        }
    }

    private async Task ChangePasswordAsync(DatabaseResource database, string password, string status, CancellationToken cancellationToken)
    {
        var options = organisation.Options;
        await Task.Delay(options.AvailableLag, cancellationToken);
        lock (organisation.Gate)
        {
            database.Status = "resetting-master-credentials";
            database.Pending[PendingPassword] = "****";
        }
        await Task.Delay(options.Modifying / 2, cancellationToken);
        try
        {
            if (database.SetMasterPassword is { } set)
                await set(password, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Seen by the caller as RDS shows it; the reason is in the server's log.
            status = "incompatible-credentials";
        }
        await Task.Delay(options.Modifying / 2, cancellationToken);
        lock (organisation.Gate)
        {
            database.MasterPasswordChanges++;
            database.Pending.Remove(PendingPassword);
            database.Status = status;
        }
    }
}
