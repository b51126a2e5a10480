namespace HoopConnect.Databases.SessionUsers;

/// <summary>What becomes of a session user's password at the next request.</summary>
public enum SessionUserPasswordAction
{
    /// <summary>It is handed out as it is.</summary>
    HandOut,

    /// <summary>The same password, with a new expiry.</summary>
    Extend,

    /// <summary>A new password, with a new expiry.</summary>
    Renew,
}
