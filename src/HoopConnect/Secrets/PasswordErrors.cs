using HoopConnect.Hosting;

namespace HoopConnect.Secrets;

/// <summary>What can go wrong while a password is made, set and proved.</summary>
internal static class PasswordErrors
{
    public static readonly ErrorDefinition InvalidLength = new(
        "Password.InvalidLength", HoopErrorKind.InvalidArgument,
        "A password of that length cannot be made.",
        "Ask for a length that the message names.");

    public static readonly ErrorDefinition NotProved = new(
        "Password.NotProved", HoopErrorKind.OperationTimeout,
        "A new password was set, and no login with it was accepted for as long as the deadline says.",
        "Run again: every password that may be the server's is kept, and the next run finds the one that works. Another run that " +
            "changes the same password at the same time makes this happen too.");

    public static readonly ErrorDefinition TooLate = new(
        "Password.TooLate", HoopErrorKind.OperationTimeout,
        "An attempt to change a password took so long that another run may take it for a dead one.",
        "Run again: the password is kept in the vault, and the next run finds the one that works.");
}
