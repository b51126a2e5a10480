using System.Net.Sockets;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Credentials.Master;

/// <summary>Everything about a reset that can be known to fail before anything is changed.</summary>
internal static class MasterResetChecks
{
    /// <summary>The name under which RDS lists a master password that is not applied yet ("PendingModifiedValues").</summary>
    public const string PendingPassword = "MasterUserPassword";

    /// <summary>Checks what RDS says of the database.</summary>
    public static void RequireResettable(RdsDatabase database, MasterCredentialRequest request)
    {
        if (request.Deadline <= TimeSpan.Zero || request.Deadline > MasterCredentialRequest.LongestDeadline)
        {
            throw MasterCredentialErrors.InvalidDeadline.Error(
                database,
                $"A deadline of {request.Deadline.TotalSeconds:0} seconds cannot be used: more than 0, at most " +
                    $"{MasterCredentialRequest.LongestDeadline.TotalSeconds:0}."
            );
        }

        if (database.Kind == DatabaseKind.Proxy)
            throw Proxy(database);
        DatabaseEngines.RequireServed(database.Engine);
        if (database.MasterUserSecretArn is not null)
            throw ManagedByRds(database);
        if (database.ReplicaOf is not null)
        {
            throw MasterCredentialErrors.ReadReplica.Error(
                database, $"'{database.Identifier}' replicates '{database.ReplicaOf}' and has its master credential from there.");
        }

        if (!DatabaseStatus.IsReady(database.Status))
        {
            throw MasterCredentialErrors.NotAvailable.Error(
                database,
                $"'{database.Identifier}' is '{database.Status}'; its master credential can be reset only while it is " +
                    $"'{DatabaseStatus.Available}'.",
                database.Status is "stopped" ? "Start it first."
                    : database.Status is "storage-full" ? "Give it more storage first."
                    : "Wait until it is available, or leave it out.");
        }

        var others = database.PendingModifications.Where(name => name != PendingPassword).ToList();
        if (others.Count > 0 && !request.AllowPendingModifications)
        {
            throw MasterCredentialErrors.PendingModifications.Error(
                database, $"Other modifications of '{database.Identifier}' are pending: {string.Join(", ", others)}.");
        }
    }

    /// <summary>A proxy knows the users of its target and has none of its own.</summary>
    public static HoopException Proxy(RdsDatabase database) =>
        MasterCredentialErrors.Proxy.Error(
            database,
            $"'{database.Identifier}' is an RDS Proxy, which has no master " +
                $"user{(database.Members.Count > 0 ? $"; it leads to '{string.Join("', '", database.Members)}'" : "")}.",
            database.Members.Count > 0 ? $"Name '{database.Members[0]}' instead." : "Name the instance or cluster behind it.");

    /// <summary>RDS keeps the password in Secrets Manager and changes it itself.</summary>
    public static HoopException ManagedByRds(RdsDatabase database) =>
        MasterCredentialErrors.ManagedByRds.Error(
            database, $"RDS manages the master credential of '{database.Identifier}' in the secret '{database.MasterUserSecretArn}'.");

    /// <summary>Checks that the port answers, that the server's certificate is trusted, and that it takes logins at all.</summary>
    public static async Task RequireReachableAsync(
        RdsDatabase database, IDatabaseEngine engine, ConnectionSettings settings, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(settings.Host, settings.Port, limit.Token);
        }
        catch (Exception error)
            when (error is SocketException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var why = error is SocketException ? error.Message : $"no answer in {timeout.TotalSeconds:0} seconds";
            throw MasterCredentialErrors.Unreachable.Error(
                database,
                $"'{settings.Host}:{settings.Port}' cannot be reached from this machine ({why}), so a new master credential could not " +
                    "be proved.",
                cause: error);
        }

        // A login that cannot succeed: what it shows is whether the handshake before it does. A certificate that is not trusted would
        // otherwise come to light only after the password was changed.
        await engine.TryLoginAsync(
            settings with
            {
                Login = settings.Login with { Password = PasswordGenerator.Generate() },
            },
            cancellationToken);
    }

    /// <summary>Checks that there is a vault and that it can be read; that it can be written shows before the server is touched.</summary>
    public static async Task<CheckedVault> RequireVaultAsync(CheckedVault? vault, RdsDatabase database, CancellationToken cancellationToken)
    {
        if (vault is null)
        {
            throw MasterCredentialErrors.NoVault.Error(
                database, $"A new master credential of '{database.Identifier}' must be kept in a vault, and none is named.");
        }

        var name = VaultNames.ForMaster(database);
        (await vault.GetAsync(name, cancellationToken))?.Secret.Dispose();
        await vault.ListAsync(VaultNames.PendingPrefix(name), cancellationToken);
        return vault;
    }
}
