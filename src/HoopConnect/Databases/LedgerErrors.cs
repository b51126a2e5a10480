using HoopConnect.Hosting;

namespace HoopConnect.Databases;

/// <summary>What can be wrong with the ledger in which a server keeps what its users cannot carry themselves.</summary>
internal static class LedgerErrors
{
    public static readonly ErrorDefinition CannotCreate = new(
        "Ledger.CannotCreate", HoopErrorKind.PermissionDenied,
        "The ledger is not on the server, and who is logged in may not make it.",
        "An administrator runs the statement that the message has.");
}
