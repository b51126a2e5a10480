using System.Reflection;
using Amazon.Runtime;
using HoopConnect.Aws;
using HoopConnect.Hosting;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>
/// Credentials that another module made with its own AWS SDK: the same names, but other types than ours, since ours live in a load context
/// of their own. They are asked each time, so that what refreshes there is fresh here.
/// </summary>
internal sealed class ForeignCredentials : AWSCredentials
{
    private readonly object _credentials;
    private readonly MethodInfo _getCredentials;

    private ForeignCredentials(object credentials, MethodInfo getCredentials)
    {
        _credentials = credentials;
        _getCredentials = getCredentials;
    }

    /// <summary>
    /// Wraps the credentials; null where the object has no <c>GetCredentials()</c>, nor wraps one that has (as <c>$StoredAWSCredentials</c>
    /// does).
    /// </summary>
    public static ForeignCredentials? TryWrap(object value)
    {
        if (value.GetType().GetMethod("GetCredentials", Type.EmptyTypes) is { } method)
            return new ForeignCredentials(value, method);
        // AWS.Tools keeps $StoredAWSCredentials in a wrapper whose credentials are not public.
        var inner = value
            .GetType()
            .GetProperty("Credentials", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            ?.GetValue(value);
        return inner is null || ReferenceEquals(inner, value) ? null : TryWrap(inner);
    }

    /// <inheritdoc/>
    public override ImmutableCredentials GetCredentials()
    {
        var keys = _getCredentials.Invoke(_credentials, null)
            ?? throw AwsErrors.NoCredentials.Error("The object given as -Credential holds no keys.");
        return new ImmutableCredentials(
            Read(keys, "AccessKey"), Read(keys, "SecretKey"), Read(keys, "Token") is { Length: > 0 } token ? token : null);
    }

    private static string? Read(object keys, string property) => keys.GetType().GetProperty(property)?.GetValue(keys) as string;
}
