namespace HoopConnect.IamAuthentication.Enabling;

/// <summary>Whether a database takes logins by IAM.</summary>
public enum IamAuthenticationState
{
    /// <summary>It does.</summary>
    Enabled,

    /// <summary>RDS was told, and does it in the next maintenance window.</summary>
    Pending,
}
