namespace HoopConnect.Databases;

/// <summary>What a server said to a login.</summary>
public enum LoginOutcome
{
    /// <summary>The login works.</summary>
    Accepted,

    /// <summary>The server was reached and refused this user or password.</summary>
    Refused,
}
