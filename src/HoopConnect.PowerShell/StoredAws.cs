using System.Management.Automation;
using Amazon.Runtime;
using HoopConnect.PowerShell.Arguments;

namespace HoopConnect.PowerShell;

/// <summary>What Set-AWSCredential and Set-DefaultAWSRegion of AWS.Tools left in the session.</summary>
internal static class StoredAws
{
    /// <summary><c>$StoredAWSRegion</c>; null where it is not set.</summary>
    public static string? Region(SessionState session) =>
        Read(session, "StoredAWSRegion")?.ToString() is { Length: > 0 } region ? region : null;

    /// <summary><c>$StoredAWSCredentials</c>, whatever AWS SDK made them; null where it is not set.</summary>
    public static AWSCredentials? Credentials(SessionState session) =>
        Read(session, "StoredAWSCredentials") is { } stored ? AwsCredentialsArgumentAttribute.From(stored) : null;

    private static object? Read(SessionState session, string name)
    {
        var value = session.PSVariable.GetValue(name) ?? session.PSVariable.GetValue("global:" + name);
        return value is PSObject wrapped ? wrapped.BaseObject : value;
    }
}
