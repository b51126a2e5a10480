using System.Text.RegularExpressions;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;

namespace HoopConnect.Tenants.Workloads;

/// <summary>Names of Kubernetes (Kubernetes documentation, "Object Names and IDs").</summary>
public static partial class KubernetesName
{
    private const int LongestSubdomain = 253;
    private const int LongestLabel = 63;

    /// <summary>The name of most objects, a Secret's and a service account's too: a subdomain of RFC 1123.</summary>
    /// <param name="text">The name.</param>
    /// <param name="what">What is called so, for the message.</param>
    /// <returns>The same name.</returns>
    /// <exception cref="HoopException"><c>Policy.InvalidKubernetesName</c>.</exception>
    public static string Subdomain(string text, string what)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= LongestSubdomain && SubdomainText().IsMatch(text)
            ? text
            : throw Invalid(
                text,
                what,
                $"1 to {LongestSubdomain} small letters, digits, dashes and dots, with a letter or digit at both ends and on both sides " +
                    "of each dot");
    }

    /// <summary>The name of a namespace: a label of RFC 1123.</summary>
    /// <param name="text">The name.</param>
    /// <returns>The same name.</returns>
    /// <exception cref="HoopException"><c>Policy.InvalidKubernetesName</c>.</exception>
    public static string Namespace(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= LongestLabel && Label().IsMatch(text)
            ? text
            : throw Invalid(
                text, "a namespace", $"1 to {LongestLabel} small letters, digits and dashes, with a letter or digit at both ends");
    }

    private static HoopException Invalid(string text, string what, string rule) =>
        IamPolicyErrors.InvalidKubernetesName.Error(
            $"'{text}' cannot be the name of {what} in Kubernetes: {rule}.", text, $"Give {rule}.");

    [GeneratedRegex(@"^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex SubdomainText();

    [GeneratedRegex(@"^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
