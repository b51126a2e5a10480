using System.Collections.Concurrent;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>What a modification does, now and over time (RDS User Guide, "Modifying an Amazon RDS DB instance", "Schedule modifications setting").</summary>
internal sealed class DatabaseChanges(Organisation organisation) : IAsyncDisposable
{
    private const string PendingPassword = "MasterUserPassword";

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _running = [];

    /// <summary>Judges and starts a modification. Called with the organisation's gate held.</summary>
    public void Modify(DatabaseResource database, AwsParameters parameters, AccountRegion place)
    {
        var password = parameters.Find("MasterUserPassword");
        var groups = parameters.List("VpcSecurityGroupIds.VpcSecurityGroupId");
        if (password is not null)
            RequirePasswordCanChange(database, password);
        foreach (var group in groups.Where(id => !place.SecurityGroups.Exists(known => known.GroupId == id)))
            throw new AwsFailureException("InvalidParameterValue", $"Invalid security group , groupId= {group}, groupName=.");

        // What waits for the window comes along as soon as anybody says ApplyImmediately: a reboot that nobody asked for.
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
        var status = database.Status;
        _running.Add(Task.Run(() => ChangePasswordAsync(database, password, status, _stopping.Token)));
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
            throw new AwsFailureException("InvalidParameterCombination", "You can't specify MasterUserPassword for an instance with ManageMasterUserPassword enabled.");
        if (database.ReplicationSource is not null)
            throw new AwsFailureException("InvalidParameterCombination", "The master user password cannot be modified for a read replica.");
        var longest = database.Engine.StartsWith("oracle", StringComparison.Ordinal) ? 30 : database.Engine.Contains("postgres", StringComparison.Ordinal) || DatabaseServers.IsSqlServer(database) ? 128 : 41;
        if (password.Length < 8 || password.Length > longest)
            throw new AwsFailureException("InvalidParameterValue", $"The parameter MasterUserPassword is not a valid password because its length is not within 8 and {longest}.");
        if (password.Any(letter => letter is <= ' ' or > '~' or '/' or '@' or '"'))
            throw new AwsFailureException("InvalidParameterValue", "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.");
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
