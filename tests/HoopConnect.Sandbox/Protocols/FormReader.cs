using System.Net;
using System.Text;
using HoopConnect.Sandbox.Signing;

namespace HoopConnect.Sandbox.Protocols;

/// <summary>Reads a call of the two Query protocols: a form in the body of a POST.</summary>
internal static class FormReader
{
    public static (string Action, AwsParameters Parameters) Read(SignedRequest request, string version)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in Encoding.UTF8.GetString(request.Body).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            values[WebUtility.UrlDecode(parts[0])] = parts.Length == 2 ? WebUtility.UrlDecode(parts[1]) : "";
        }
        if (!values.Remove("Action", out var action))
            throw new AwsFailureException("MissingAction", "The request must contain the parameter Action.");
        if (!values.Remove("Version", out var sent) || sent != version)
            throw new AwsFailureException(
                "InvalidAction", $"Could not find operation {action} for version {sent ?? "NO_VERSION_SPECIFIED"}.");
        return (action, new AwsParameters(values));
    }
}
