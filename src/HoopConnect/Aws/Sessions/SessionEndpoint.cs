using HoopConnect.Hosting;

namespace HoopConnect.Aws.Sessions;

/// <summary>Reads the endpoint that stands for all of AWS, for example that of a sandbox or a private gateway.</summary>
internal static class SessionEndpoint
{
    /// <exception cref="HoopException"><c>Aws.InvalidEndpoint</c>.</exception>
    public static Uri? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var url = SecureUrl.Parse(text, Invalid);
        if (url.PathAndQuery != "/" || url.Fragment.Length > 0)
            throw Invalid(text, $"'{text}' has a path or query");
        return url;
    }

    /// <summary>
    /// Whether FIPS endpoints are asked for: by <c>AWS_USE_FIPS_ENDPOINT</c>, else by the profile (AWS SDKs and Tools Reference Guide).
    /// </summary>
    public static bool UseFips(ProfileFiles profiles, Func<string, string?> environment) =>
        environment("AWS_USE_FIPS_ENDPOINT") is { Length: > 0 } variable
            ? string.Equals(variable, "true", StringComparison.OrdinalIgnoreCase)
            : (profiles.Explicit ?? profiles.Default)?.UseFIPSEndpoint ?? false;

    private static HoopException Invalid(string target, string why) =>
        AwsErrors.InvalidEndpoint.Error($"The endpoint URL cannot be used: {why}.", target);
}
