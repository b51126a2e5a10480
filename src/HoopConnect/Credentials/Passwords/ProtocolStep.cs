namespace HoopConnect.Credentials.Passwords;

/// <summary>
/// The steps of a password change, in their order. Each is done when its name is reported; a run can end after any of them.
/// </summary>
internal enum ProtocolStep
{
    /// <summary>The new password is in the vault under a name of this attempt's own, and was read back.</summary>
    PendingStored,

    /// <summary>The server was told the new password (left out where a stored password that works is only being promoted).</summary>
    SetOnServer,

    /// <summary>A login with the new password was accepted.</summary>
    Proved,

    /// <summary>The former current password is the previous one.</summary>
    PreviousStored,

    /// <summary>The new password is the current one, and was read back.</summary>
    CurrentStored,

    /// <summary>The attempt's own entry is gone, or was left because another attempt may still be at work.</summary>
    Tidied,
}
