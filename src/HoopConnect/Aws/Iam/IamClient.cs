using System.Xml.Linq;
using HoopConnect.Aws.Protocol;

namespace HoopConnect.Aws.Iam;

/// <summary>AWS Identity and Access Management over the Query protocol.</summary>
internal sealed class IamClient(ServiceChannel channel) : IIamClient
{
    public async Task<IamRole?> GetRoleAsync(string roleName, CancellationToken cancellationToken) =>
        await FindAsync("GetRole", roleName, new() { ["RoleName"] = roleName }, cancellationToken) is { } answer
            ? Role(answer.Member("Role"))
            : null;

    public async Task<IamRole> CreateRoleAsync(
        string roleName,
        string assumeRolePolicyDocument,
        string description,
        IReadOnlyDictionary<string, string> tags,
        string? permissionsBoundary,
        CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, string>
        {
            ["RoleName"] = roleName,
            ["AssumeRolePolicyDocument"] = assumeRolePolicyDocument,
            ["Description"] = description,
        };
        if (permissionsBoundary is not null)
            parameters["PermissionsBoundary"] = permissionsBoundary;
        return Role((await CallAsync("CreateRole", roleName, WithTags(parameters, tags), cancellationToken)).Member("Role"));
    }

    public Task DeleteRoleAsync(string roleName, CancellationToken cancellationToken) =>
        FindAsync("DeleteRole", roleName, new() { ["RoleName"] = roleName }, cancellationToken);

    public Task PutRolePermissionsBoundaryAsync(string roleName, string permissionsBoundary, CancellationToken cancellationToken) =>
        CallAsync(
            "PutRolePermissionsBoundary",
            roleName,
            new() { ["RoleName"] = roleName, ["PermissionsBoundary"] = permissionsBoundary },
            cancellationToken);

    public Task DeleteRolePolicyAsync(string roleName, string policyName, CancellationToken cancellationToken) =>
        FindAsync("DeleteRolePolicy", roleName, new() { ["RoleName"] = roleName, ["PolicyName"] = policyName }, cancellationToken);

    public Task UpdateAssumeRolePolicyAsync(string roleName, string policyDocument, CancellationToken cancellationToken) =>
        CallAsync(
            "UpdateAssumeRolePolicy", roleName, new() { ["RoleName"] = roleName, ["PolicyDocument"] = policyDocument }, cancellationToken);

    public Task TagRoleAsync(string roleName, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        CallAsync("TagRole", roleName, WithTags(new() { ["RoleName"] = roleName }, tags), cancellationToken);

    public async Task<string?> GetRolePolicyAsync(string roleName, string policyName, CancellationToken cancellationToken) =>
        await FindAsync("GetRolePolicy", roleName, new() { ["RoleName"] = roleName, ["PolicyName"] = policyName }, cancellationToken)
            is { } answer
            ? Document(answer, "PolicyDocument")
            : null;

    public async Task<IReadOnlyList<string>> ListRolePoliciesAsync(string roleName, CancellationToken cancellationToken) =>
        [.. (await PagesAsync("ListRolePolicies", roleName, new() { ["RoleName"] = roleName }, cancellationToken))
            .SelectMany(page => page.Items("PolicyNames")).Select(name => name.Value)];

    public Task PutRolePolicyAsync(string roleName, string policyName, string policyDocument, CancellationToken cancellationToken) =>
        CallAsync(
            "PutRolePolicy",
            roleName,
            new()
            {
                ["RoleName"] = roleName,
                ["PolicyName"] = policyName,
                ["PolicyDocument"] = policyDocument,
            },
            cancellationToken);

    public async Task<IReadOnlyList<string>> ListAttachedRolePoliciesAsync(string roleName, CancellationToken cancellationToken) =>
        [.. (await PagesAsync("ListAttachedRolePolicies", roleName, new() { ["RoleName"] = roleName }, cancellationToken))
            .SelectMany(page => page.Items("AttachedPolicies")).Select(policy => policy.Text("PolicyArn") ?? "")];

    public Task AttachRolePolicyAsync(string roleName, string policyArn, CancellationToken cancellationToken) =>
        CallAsync("AttachRolePolicy", roleName, new() { ["RoleName"] = roleName, ["PolicyArn"] = policyArn }, cancellationToken);

    public async Task<IamManagedPolicy?> GetPolicyAsync(string policyArn, CancellationToken cancellationToken) =>
        await FindAsync("GetPolicy", policyArn, new() { ["PolicyArn"] = policyArn }, cancellationToken) is { } answer
            ? Policy(answer.Member("Policy"))
            : null;

    public async Task<string> GetPolicyVersionAsync(string policyArn, string versionId, CancellationToken cancellationToken) =>
        Document(
            (
                await CallAsync(
                    "GetPolicyVersion", policyArn, new() { ["PolicyArn"] = policyArn, ["VersionId"] = versionId }, cancellationToken)
            ).Member("PolicyVersion"),
            "Document");

    public async Task<IReadOnlyList<IamPolicyVersion>> ListPolicyVersionsAsync(string policyArn, CancellationToken cancellationToken) =>
        [
            .. (await PagesAsync("ListPolicyVersions", policyArn, new() { ["PolicyArn"] = policyArn }, cancellationToken))
                .SelectMany(page => page.Items("Versions"))
                .Select(version => new IamPolicyVersion(
                    version.Text("VersionId") ?? "",
                    version.Flag("IsDefaultVersion"),
                    version.Time("CreateDate") ?? default)),
        ];

    public async Task<IamManagedPolicy> CreatePolicyAsync(
        string policyName,
        string policyDocument,
        string description,
        IReadOnlyDictionary<string, string> tags,
        CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, string>
        {
            ["PolicyName"] = policyName,
            ["PolicyDocument"] = policyDocument,
            ["Description"] = description,
        };
        return Policy((await CallAsync("CreatePolicy", policyName, WithTags(parameters, tags), cancellationToken)).Member("Policy"));
    }

    public Task CreatePolicyVersionAsync(string policyArn, string policyDocument, CancellationToken cancellationToken) =>
        CallAsync(
            "CreatePolicyVersion",
            policyArn,
            new()
            {
                ["PolicyArn"] = policyArn,
                ["PolicyDocument"] = policyDocument,
                ["SetAsDefault"] = "true",
            },
            cancellationToken);

    public Task DeletePolicyVersionAsync(string policyArn, string versionId, CancellationToken cancellationToken) =>
        CallAsync("DeletePolicyVersion", policyArn, new() { ["PolicyArn"] = policyArn, ["VersionId"] = versionId }, cancellationToken);

    public Task TagPolicyAsync(string policyArn, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        CallAsync("TagPolicy", policyArn, WithTags(new() { ["PolicyArn"] = policyArn }, tags), cancellationToken);

    public async Task<IReadOnlyDictionary<string, string>> SimulatePrincipalPolicyAsync(
        string principalArn, IReadOnlyCollection<string> actions, SimulationContext? context, CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, string> { ["PolicySourceArn"] = principalArn };
        foreach (var (action, index) in actions.Select((action, index) => (action, index)))
            parameters[$"ActionNames.member.{index + 1}"] = action;
        foreach (var (arn, index) in (context?.ResourceArns ?? []).Select((arn, index) => (arn, index)))
            parameters[$"ResourceArns.member.{index + 1}"] = arn;
        foreach (var (entry, index) in (context?.ContextKeys ?? new Dictionary<string, string>()).Select((entry, index) => (entry, index)))
        {
            parameters[$"ContextEntries.member.{index + 1}.ContextKeyName"] = entry.Key;
            parameters[$"ContextEntries.member.{index + 1}.ContextKeyType"] = "string";
            parameters[$"ContextEntries.member.{index + 1}.ContextKeyValues.member.1"] = entry.Value;
        }

        var decisions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var page in await PagesAsync("SimulatePrincipalPolicy", principalArn, parameters, cancellationToken))
        {
            foreach (var evaluation in page.Items("EvaluationResults"))
            {
                var (action, decision) = (evaluation.Text("EvalActionName") ?? "", evaluation.Text("EvalDecision") ?? "");
                if (!decisions.TryGetValue(action, out var former) || former == "allowed" || decision == "explicitDeny")
                    decisions[action] = decision;
            }
        }

        return decisions;
    }

    private async Task<XElement?> FindAsync(
        string operation, string target, Dictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(operation, target, parameters, cancellationToken);
        }
        catch (AwsErrorException failure) when (failure.AwsErrorCode == "NoSuchEntity")
        {
            return null;
        }
    }

    private async Task<List<XElement>> PagesAsync(
        string operation, string target, Dictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        var pages = new List<XElement>();
        var markers = new PageMarkers($"iam:{operation}");
        for (string? marker = null; pages.Count == 0 || marker is not null;)
        {
            if (marker is not null)
                parameters["Marker"] = marker;
            var page = await CallAsync(operation, target, parameters, cancellationToken);
            pages.Add(page);
            marker = page.Flag("IsTruncated") ? markers.Next(page.Text("Marker")) : null;
        }

        return pages;
    }

    private async Task<XElement> CallAsync(
        string operation, string target, Dictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        var answer = await channel.QueryAsync(
            new ProtocolRequest(AwsService.Iam, operation) { Parameters = parameters, Target = target }, cancellationToken);
        return answer.Member(operation + "Result") ?? new XElement("empty");
    }

    private static Dictionary<string, string> WithTags(Dictionary<string, string> parameters, IReadOnlyDictionary<string, string> tags)
    {
        foreach (var (tag, index) in tags.Select((tag, index) => (tag, index)))
        {
            parameters[$"Tags.member.{index + 1}.Key"] = tag.Key;
            parameters[$"Tags.member.{index + 1}.Value"] = tag.Value;
        }

        return parameters;
    }

    private static IamRole Role(XElement? role) =>
        new(
            role.Text("RoleName") ?? "",
            role.Text("Arn") ?? "",
            Document(role, "AssumeRolePolicyDocument"),
            role.Map("Tags", "Key", "Value"))
        {
            PermissionsBoundary = role.Member("PermissionsBoundary").Text("PermissionsBoundaryArn"),
        };

    private static IamManagedPolicy Policy(XElement? policy) =>
        new(policy.Text("Arn") ?? "", policy.Text("DefaultVersionId") ?? "", policy.Map("Tags", "Key", "Value"));

    // IAM gives documents percent-encoded (RFC 3986).
    private static string Document(XElement? owner, string name) => Uri.UnescapeDataString(owner.Text(name) ?? "");
}
