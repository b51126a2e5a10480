using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication.Diagnosis;

/// <summary>What a server's words mean when a login by token fails, and what mends it.</summary>
internal static class ServerMends
{
    private static readonly (string Words, string Mend)[] Known =
    [
        (
            "PAM authentication failed",
            "The server knows the user and refused the token, and keeps the reason to itself: mend the first broken link above; " +
                "where none is, see that the role or pod identity is the one that the policy is on, and that rds-db:connect names " +
                "the user in its exact case."
        ),
        ("role \"rds_iam\" does not exist", "IAM authentication was never enabled: Enable-HoopIamAuthentication."),
        ("(1524)", "The server has no AWSAuthenticationPlugin, because IAM authentication is off: Enable-HoopIamAuthentication."),
        (
            "password authentication failed",
            "The server asked for a password, so the user is no member of rds_iam, or there is none of that name: New-HoopIamDbUser " +
                "or Grant-HoopIamAuthentication."
        ),
        (
            "no pg_hba.conf entry",
            "The server takes no such connection: use TLS (leave -SslMode out), and check the security group (Grant-HoopNetworkAccess)."),
        (
            "Access denied for user",
            "The server refused the token, or knows no such user from this host, and keeps the reason to itself: mend the first " +
                "broken link above; where none is, see that the user has AWSAuthenticationPlugin and that rds-db:connect names it in " +
                "its exact case."
        ),
    ];

    /// <summary>The mend of a refusal.</summary>
    public static string For(HoopException failure) =>
        Array.Find(Known, known => failure.Message.Contains(known.Words, StringComparison.OrdinalIgnoreCase)).Mend
        ?? failure.RecommendedAction
        ?? "Mend the first broken link above.";
}
