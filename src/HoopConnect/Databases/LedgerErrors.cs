using HoopConnect.Hosting;

namespace HoopConnect.Databases;

/// <summary>What can be wrong with the ledger in which a server keeps what its users cannot carry themselves.</summary>
internal static class LedgerErrors
{
    public static readonly ErrorDefinition CannotCreate = new(
        "Ledger.CannotCreate", HoopErrorKind.PermissionDenied,
        "The ledger is not on the server, and who is logged in may not make it.",
        "An administrator runs the statement that the message has.");

    public static readonly ErrorDefinition MarkRoleHasPrivileges = new(
        "Ledger.MarkRoleHasPrivileges", HoopErrorKind.PermissionDenied,
        "The role whose members are known as ours has privileges, which every user of ours would get.",
        "Take back what the message names, and run again.");

    public static readonly ErrorDefinition NotOurs = new(
        "Ledger.NotOurs", HoopErrorKind.ResourceExists,
        "What is there under the ledger's name is not the table that HoopConnect makes; it was not read.",
        "Find out who made it, and have it renamed or dropped.");
}
