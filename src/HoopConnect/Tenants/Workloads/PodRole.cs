using System.Text.RegularExpressions;
using HoopConnect.Aws;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;

namespace HoopConnect.Tenants.Workloads;

/// <summary>A role that pods assume, as it must be.</summary>
/// <param name="Name">Its name: at most 64 characters.</param>
/// <param name="AccountId">Its account.</param>
public sealed partial record PodRole(string Name, string AccountId)
{
    /// <summary>IAM User Guide, "IAM and AWS STS quotas".</summary>
    private const int MostTags = 50;

    /// <summary>The partition of the account.</summary>
    public string Partition { get; init; } = "aws";

    /// <summary>Who may assume it (JSON), such as <c>IamPolicies.Make</c> makes it.</summary>
    public required string Trust { get; init; }

    /// <summary>For people who find it (IAM takes 1,000 characters).</summary>
    public string Description { get; init; } = "Made by HoopConnect";

    /// <summary>The ARN of its permissions boundary; null where it need not have one, and one that is there stays.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>A boundary that is there stays, whichever it is.</summary>
    public bool KeepsBoundary { get; init; }

    /// <summary>The tags it must have; the <see cref="Mark"/> is added to them.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The tags, all of them, by which it is known as ours.</summary>
    public IReadOnlyDictionary<string, string> Mark { get; init; } = OwnTag.Tags;

    /// <summary>Its inline policies: documents (JSON) by name. Others that are there stay.</summary>
    public IReadOnlyDictionary<string, string> InlinePolicies { get; init; } = new Dictionary<string, string>();

    /// <summary>The ARN of a role that we make: without a path.</summary>
    public string Arn => $"arn:{Partition}:iam::{AccountId}:role/{Name}";

    internal IReadOnlyDictionary<string, string> AllTags => OwnTag.With(Mark, Tags);

    /// <summary>Refuses what IAM would refuse, before anything is changed.</summary>
    /// <exception cref="HoopException"><c>Policy.InvalidName</c>, <c>Policy.InvalidAccountId</c>, <c>Policy.TooLarge</c>,
    /// <c>Policy.Invalid</c>, <c>Workload.InvalidBoundary</c>, <c>Workload.InvalidTag</c>.</exception>
    public void Check()
    {
        PolicyChecks.Account(AccountId);
        PolicyChecks.Name(Name, PolicyUse.Trust);
        PolicyGrammar.Check(Name, Trust, PolicyUse.Trust, Partition);
        foreach (var (name, document) in InlinePolicies)
            PolicyGrammar.Check(PolicyChecks.Name(name, PolicyUse.Inline), document, PolicyUse.Inline, Partition);
        // What counts is the size of all of them together.
        var size = InlinePolicies.Values.Sum(PolicyText.Size);
        if (size > PolicyGrammar.Limit(PolicyUse.Inline))
        {
            throw IamPolicyErrors.TooLarge.Error(
                $"The inline policies of the role '{Name}' have {size} characters together, and {PolicyGrammar.Limit(PolicyUse.Inline)} " +
                    "are the most that IAM takes.",
                Name);
        }

        if (PermissionsBoundary is not null)
            Workloads.PermissionsBoundary.Check(PermissionsBoundary, AccountId);
        CheckTags();
    }

    private void CheckTags()
    {
        if (AllTags.Count > MostTags)
            throw WorkloadErrors.InvalidTag.Error($"The role '{Name}' would have {AllTags.Count} tags, and {MostTags} are the most.", Name);
        foreach (var (key, value) in AllTags)
        {
            if (key.Length is 0 or > 128 || value.Length > 256 || !TagText().IsMatch(key + value)
                || key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                throw WorkloadErrors.InvalidTag.Error($"IAM does not take '{key}={value}' as a tag of the role '{Name}'.", Name);
        }
    }

    // IAM API Reference, "Tag".
    [GeneratedRegex(@"^[\p{L}\p{Z}\p{N}_.:/=+\-@]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex TagText();
}
