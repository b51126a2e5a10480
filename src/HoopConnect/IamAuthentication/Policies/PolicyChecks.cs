using System.Text.RegularExpressions;
using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication.Policies;

/// <summary>What may stand in a policy for what.</summary>
internal static partial class PolicyChecks
{
    public static string Account(string text) =>
        text is { Length: 12 } && text.All(char.IsAsciiDigit)
            ? text
            : throw IamPolicyErrors.InvalidAccountId.Error($"'{text}' is not an AWS account id: it has 12 digits.", text);

    /// <summary>The name of a role or policy (IAM User Guide, "IAM and AWS STS quotas").</summary>
    public static string Name(string text, PolicyUse use)
    {
        var most = use == PolicyUse.Trust ? 64 : 128;
        return text.Length > 0 && text.Length <= most && EntityName().IsMatch(text)
            ? text
            : throw PolicyNameErrors.InvalidName.Error(
                $"'{text}' is not a name that IAM takes: 1 to {most} letters, digits and +=,.@_-.", text);
    }

    /// <summary>A user of a database; IAM compares its case.</summary>
    public static string User(string text) =>
        text.Length > 0 && !text.Any(char.IsControl) && text.Trim() == text
            ? text
            : throw IamPolicyErrors.InvalidUserName.Error($"'{text}' cannot be the name of a database user in a policy.", text);

    /// <summary>A name of Kubernetes (Kubernetes documentation, "Object Names and IDs").</summary>
    public static string Kubernetes(string text) =>
        KubernetesName().IsMatch(text)
            ? text
            : throw IamPolicyErrors.InvalidKubernetesName.Error(
                $"'{text}' is not a name of Kubernetes: small letters, digits, dashes and dots.", text);

    public static string Cluster(string text) =>
        ClusterName().IsMatch(text)
            ? text
            : throw IamPolicyErrors.InvalidClusterName.Error(
                $"'{text}' is not the name of an EKS cluster: 1 to 100 letters, digits, dashes and underscores.", text);

    public static string Organization(string text) =>
        OrganizationId().IsMatch(text)
            ? text
            : throw IamPolicyErrors.InvalidOrganizationId.Error(
                $"'{text}' is not the id of an organisation: that is o- and 10 to 32 small letters and digits.", text);

    /// <summary>An external id (IAM API Reference, "AssumeRole").</summary>
    public static string ExternalId(string text) =>
        External().IsMatch(text)
            ? text
            : throw IamPolicyErrors.InvalidExternalId.Error(
                $"'{text}' is not an external id: 2 to 1224 letters, digits and +=,.@:/_-.", text);

    /// <summary>A cluster's OIDC provider without scheme: given as its issuer's address, its ARN or its name.</summary>
    public static string OidcProvider(string text)
    {
        var name = text.Trim();
        if (name.StartsWith("arn:", StringComparison.Ordinal) && name.Split(":oidc-provider/") is [_, var path])
            name = path;
        if (name.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            name = name["https://".Length..];
        name = name.TrimEnd('/');
        return Provider().IsMatch(name)
            ? name
            : throw IamPolicyErrors.InvalidOidcProvider.Error(
                $"'{text}' is not the OIDC provider of a cluster, such as " +
                    "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF.",
                text);
    }

    /// <summary>A tag written <c>key=value</c>.</summary>
    public static (string Key, string Value) Tag(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && at < text.Length - 1 && TagText().IsMatch(text) && text.Length <= 384
            ? (text[..at], text[(at + 1)..])
            : throw IamPolicyErrors.InvalidTag.Error($"'{text}' is not a tag written key=value.", text);
    }

    /// <summary>The ARN of a standard topic of SNS.</summary>
    public static string Topic(string text, string partition) =>
        TopicArn().Match(text) is { Success: true } arn && arn.Groups[1].Value == partition
            ? text
            : throw IamPolicyErrors.InvalidTopic.Error($"'{text}' is not the ARN of a topic of SNS in the partition {partition}.", text);

    /// <summary>The ARN of a queue of SQS.</summary>
    public static string Queue(string text, string partition) =>
        QueueArn().Match(text) is { Success: true } arn && arn.Groups[1].Value == partition
            ? text
            : throw IamPolicyErrors.InvalidQueue.Error($"'{text}' is not the ARN of a queue of SQS in the partition {partition}.", text);

    [GeneratedRegex(@"^arn:([a-z-]+):sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}(\.fifo)?$", RegexOptions.CultureInvariant)]
    private static partial Regex QueueArn();

    [GeneratedRegex(@"^arn:([a-z-]+):sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$", RegexOptions.CultureInvariant)]
    private static partial Regex TopicArn();

    [GeneratedRegex(@"^[A-Za-z0-9+=,.@_-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex EntityName();

    [GeneratedRegex(@"^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex KubernetesName();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex ClusterName();

    [GeneratedRegex(@"^o-[a-z0-9]{10,32}$", RegexOptions.CultureInvariant)]
    private static partial Regex OrganizationId();

    [GeneratedRegex(@"^[\w+=,.@:/-]{2,1224}$", RegexOptions.CultureInvariant)]
    private static partial Regex External();

    [GeneratedRegex(@"^[A-Za-z0-9.-]+\.[A-Za-z]+(?:/[A-Za-z0-9._~/-]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Provider();

    [GeneratedRegex(@"^[\w .:/=+@-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex TagText();
}
