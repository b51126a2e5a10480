using HoopConnect.Aws.Protocol;

namespace HoopConnect.Aws.Iam;

/// <summary>AWS Identity and Access Management over the Query protocol.</summary>
internal sealed class IamClient(ServiceChannel channel) : IIamClient
{
    public async Task<string> GetRoleArnAsync(string roleName, CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, string> { ["RoleName"] = roleName };
        var answer = await channel.QueryAsync(new ProtocolRequest(AwsService.Iam, "GetRole") { Parameters = parameters, Target = roleName }, cancellationToken);
        return answer.Member("GetRoleResult").Member("Role").Text("Arn") ?? "";
    }

    public async Task<IReadOnlyDictionary<string, string>> SimulatePrincipalPolicyAsync(
        string principalArn, IReadOnlyCollection<string> actions, CancellationToken cancellationToken)
    {
        var decisions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? marker = null;
        do
        {
            var parameters = new Dictionary<string, string> { ["PolicySourceArn"] = principalArn };
            foreach (var (action, index) in actions.Select((action, index) => (action, index)))
                parameters[$"ActionNames.member.{index + 1}"] = action;
            if (marker is not null)
                parameters["Marker"] = marker;
            var answer = await channel.QueryAsync(new ProtocolRequest(AwsService.Iam, "SimulatePrincipalPolicy") { Parameters = parameters, Target = principalArn }, cancellationToken);
            var result = answer.Member("SimulatePrincipalPolicyResult");
            foreach (var evaluation in result.Items("EvaluationResults"))
                decisions[evaluation.Text("EvalActionName") ?? ""] = evaluation.Text("EvalDecision") ?? "";
            marker = result.Flag("IsTruncated") ? result.Text("Marker") : null;
        }
        while (marker is not null);
        return decisions;
    }
}
