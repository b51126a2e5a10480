using System.Collections;
using HoopConnect.Aws;

namespace HoopConnect.PowerShell.Completion;

/// <summary>The roles that organisations usually have in their member accounts.</summary>
internal sealed class RoleNameCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Values(IDictionary boundParameters) =>
        [AwsSessionOptions.DefaultRoleName, "OrganizationAccountAccessRole", "AWSControlTowerExecution"];
}
