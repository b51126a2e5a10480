using HoopConnect.Hosting;

namespace HoopConnect.Databases.Users;

/// <summary>What can be wrong with changing users on a server, of whatever kind they are.</summary>
internal static class UserErrors
{
    public static readonly ErrorDefinition Busy = new(
        "Roles.Busy", HoopErrorKind.OperationTimeout,
        "Another run has been changing users on this server for long.",
        "Look for it among the server's sessions, and run again when it has ended.");

    public static readonly ErrorDefinition CannotRead = new(
        "Roles.CannotRead", HoopErrorKind.PermissionDenied,
        "Who is logged in may not read the accounts of the server.",
        "Log in as the master user, or grant what the message names.");

    public static readonly ErrorDefinition LockLost = new(
        "Roles.LockLost", HoopErrorKind.ConnectionError,
        "Behind a pooler, the transaction that keeps other runs away while users are changed broke off; nothing more was changed.",
        "See whether the pooler ends transactions that idle, and run again: it goes on from there.");

    public static readonly ErrorDefinition NoLock = new(
        "Roles.NoLock", HoopErrorKind.InvalidOperation,
        "The server does not give the lock under which users are changed.",
        "Look at the server's log for the reason, and run again.");
}
