using HoopConnect.Hosting;

namespace HoopConnect.Credentials.Master;

/// <summary>What can be wrong with the master credential of a database.</summary>
internal static class MasterCredentialErrors
{
    public static readonly ErrorDefinition InvalidDeadline = new(
        "MasterCredential.InvalidDeadline", HoopErrorKind.InvalidArgument,
        "The deadline is too short or too long.",
        "Give a deadline within the limits that the message names.");

    public static readonly ErrorDefinition ManagedByRds = new(
        "MasterCredential.ManagedByRds", HoopErrorKind.InvalidOperation,
        "RDS manages the master credential in Secrets Manager.",
        "Leave it to RDS: Get-HoopMasterCredential and Invoke-HoopProvisioning read it there. To change it, have Secrets Manager " +
            "rotate that secret.");

    public static readonly ErrorDefinition NoVault = new(
        "MasterCredential.NoVault", HoopErrorKind.InvalidArgument,
        "A new master credential must be kept in a vault, and none is named.",
        "Name one with -Vault.");

    public static readonly ErrorDefinition NotApplied = new(
        "MasterCredential.NotApplied", HoopErrorKind.OperationTimeout,
        "RDS took the new password, and the server still refuses it after the deadline.",
        "Look at the instance's recent events, then run again: the new password is kept in the vault, and the next run finds the " +
            "one that works.");

    public static readonly ErrorDefinition NotAvailable = new(
        "MasterCredential.NotAvailable", HoopErrorKind.InvalidOperation,
        "The master credential cannot be reset in the present status of the database.",
        "Wait until it is available, or leave it out.");

    public static readonly ErrorDefinition NotFound = new(
        "MasterCredential.NotFound", HoopErrorKind.ObjectNotFound,
        "No credential of the master user that logs in is known.",
        "Give it with -DbCredential, name the vault that has it with -Vault, or set a new one with Reset-HoopMasterCredential.");

    public static readonly ErrorDefinition NotOnRds = new(
        "MasterCredential.NotOnRds", HoopErrorKind.InvalidOperation,
        "Only the master of a database that RDS knows can be reset.",
        "Find it with Find-HoopRdsInstance, or give its credential with -DbCredential.");

    public static readonly ErrorDefinition PendingModifications = new(
        "MasterCredential.PendingModifications", HoopErrorKind.InvalidOperation,
        "Other modifications of the database are pending.",
        "Wait until they are applied, or use -AllowPendingModifications: a reset does not ask RDS to apply them now, and RDS may " +
            "still do so in its window meanwhile.");

    public static readonly ErrorDefinition Proxy = new(
        "MasterCredential.Proxy", HoopErrorKind.InvalidOperation,
        "An RDS Proxy has no master user.",
        "Name the instance or cluster behind it.");

    public static readonly ErrorDefinition ReadReplica = new(
        "MasterCredential.ReadReplica", HoopErrorKind.InvalidOperation,
        "The database replicates another one and has its master credential from there.",
        "Reset the primary's.");

    public static readonly ErrorDefinition Refused = new(
        "MasterCredential.Refused", HoopErrorKind.AuthenticationError,
        "The server refuses the credential that was given.",
        "Check user and password of -DbCredential, or leave it out to use the vault's.");

    public static readonly ErrorDefinition ResetNotAllowed = new(
        "MasterCredential.ResetNotAllowed", HoopErrorKind.InvalidOperation,
        "No master credential that logs in is known, and a reset was not allowed.",
        "Give it with -DbCredential, name the vault that has it with -Vault, or allow a new one with -AllowMasterReset " +
            "(applications that use the master user stop until they have it).");

    public static readonly ErrorDefinition SecretNotReadable = new(
        "MasterCredential.SecretNotReadable", HoopErrorKind.ReadError,
        "The secret in which RDS manages the master credential cannot be read, as AWS says, or is no JSON with the members username " +
            "and password.",
        "Allow secretsmanager:GetSecretValue on it (and kms:Decrypt on its key, where that is not the key aws/secretsmanager), or " +
            "give the login with -DbCredential.");

    public static readonly ErrorDefinition SecretRefused = new(
        "MasterCredential.SecretRefused", HoopErrorKind.AuthenticationError,
        "The server refuses what the secret of RDS has, the current version and the previous one.",
        "RDS may be rotating it just now: run again in a minute. If it stays so, look at the secret's status in RDS " +
            "(MasterUserSecret), and have it rotated.");

    public static readonly ErrorDefinition Unreachable = new(
        "MasterCredential.Unreachable", HoopErrorKind.ConnectionError,
        "The server cannot be reached from this machine, so a new master credential could not be proved.",
        "Open the way first (Grant-HoopNetworkAccess), run this on a machine inside the network, or check name resolution.");
}
