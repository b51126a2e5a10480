using System.Text.RegularExpressions;
using HoopConnect.Hosting;

namespace HoopConnect.Tenants.Workloads;

/// <summary>The ARN of a managed policy that is the most a role may ever do (IAM User Guide, "Permissions boundaries").</summary>
public static partial class PermissionsBoundary
{
    /// <summary>Refuses what is no ARN of a managed policy.</summary>
    /// <param name="arn"><c>arn:&lt;partition&gt;:iam::&lt;account&gt;:policy/&lt;name&gt;</c>.</param>
    /// <param name="accountId">The account of the roles; null for any. A policy of AWS's own serves every account.</param>
    /// <returns>The same ARN.</returns>
    /// <exception cref="HoopException"><c>Workload.InvalidBoundary</c>.</exception>
    public static string Check(string arn, string? accountId = null)
    {
        ArgumentNullException.ThrowIfNull(arn);
        if (PolicyArn().Match(arn) is not { Success: true } policy)
            throw WorkloadErrors.InvalidBoundary.Error($"'{arn}' is not the ARN of a managed policy.", arn);
        var owner = policy.Groups["owner"].Value;
        return accountId is null || owner == "aws" || owner == accountId
            ? arn
            : throw WorkloadErrors.InvalidBoundary.Error(
                $"'{arn}' is of account {owner}, and the permissions boundary of a role is of its own account, {accountId}.", arn);
    }

    // IAM API Reference, "Policy": the path, of up to 512 printable characters, and a name of up to 128.
    [GeneratedRegex(
        @"^arn:aws[a-z-]*:iam::(?<owner>\d{12}|aws):policy(?:/[!-.0-~]+)*/[A-Za-z0-9+=,.@_-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PolicyArn();
}
