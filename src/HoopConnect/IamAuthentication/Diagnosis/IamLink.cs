namespace HoopConnect.IamAuthentication.Diagnosis;

/// <summary>What has to hold for a login by token, in the order it is looked at.</summary>
public enum IamLink
{
    /// <summary>The token is signed for the endpoint's own name, not a CNAME or an address.</summary>
    Endpoint,

    /// <summary>The server is reached, over TLS, and its certificate is trusted.</summary>
    Tls,

    /// <summary>IAM authentication is enabled for the instance, cluster or proxy.</summary>
    IamEnabled,

    /// <summary>The resource id is the present one; a restore gives another.</summary>
    ResourceId,

    /// <summary>IAM allows <c>rds-db:connect</c> for that user on that resource id.</summary>
    Policy,

    /// <summary>This machine's clock and AWS's agree.</summary>
    Clock,

    /// <summary>The user is on the server and may log in.</summary>
    User,

    /// <summary>The user logs in by token: a member of <c>rds_iam</c>, or an account with AWS's plugin.</summary>
    LoginMethod,

    /// <summary>The server accepts a token.</summary>
    Token,

    /// <summary>For a user of IAM Identity Center: the session is that user's.</summary>
    DirectoryUser,

    /// <summary>For a user of IAM Identity Center: the groups the user is in, which roles are mapped to.</summary>
    DirectoryGroup,

    /// <summary>For a user of IAM Identity Center: the attribute for access control that carries the name into sessions.</summary>
    NameAttribute,

    /// <summary>For a user of IAM Identity Center: the database has the user that was made for that person, with a role.</summary>
    DatabaseRole,
}
