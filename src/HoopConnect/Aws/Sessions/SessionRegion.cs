using Amazon.Runtime.CredentialManagement;
using HoopConnect.Hosting;

namespace HoopConnect.Aws.Sessions;

/// <summary>Finds the region where none is named.</summary>
internal static class SessionRegion
{
    /// <summary>
    /// The parameter, the region of the profile that was asked for, the environment (of which the SDK knows one variable only), the default
    /// profile's region.
    /// </summary>
    /// <exception cref="HoopException"><c>Aws.NoRegion</c>, <c>Aws.UnknownRegion</c>.</exception>
    public static AwsRegion Find(AwsSessionOptions options, ProfileFiles profiles, Func<string, string?> environment)
    {
        string?[] candidates =
        [
            options.Region, Of(profiles.Explicit), environment("AWS_REGION"), environment("AWS_DEFAULT_REGION"), Of(profiles.Default),
        ];
        return candidates.FirstOrDefault(candidate => !string.IsNullOrWhiteSpace(candidate)) is { } name
            ? AwsRegion.Parse(name)
            : throw AwsErrors.NoRegion.Error("No AWS region was given, and neither profile nor environment has one.");
    }

    private static string? Of(CredentialProfile? profile) => profile?.Region?.SystemName;
}
