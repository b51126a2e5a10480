using System.Management.Automation;
using HoopConnect.Tenants.Connectors;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Makes the manifest of the service account by which an agent on EKS gets its role.</summary>
[Cmdlet(VerbsCommon.New, "HoopAgentServiceAccount", SupportsShouldProcess = true)]
[OutputType(typeof(string))]
public sealed class NewHoopAgentServiceAccountCommand : HoopCmdlet
{
    /// <summary>The role: its ARN, or what Get-HoopIamPolicy -Kind IrsaTrust -Apply gave.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Arn")]
    [ValidateNotNullOrEmpty]
    public string RoleArn { get; set; } = "";

    /// <summary>The name of the service account.</summary>
    [Parameter(Position = 1)]
    [Alias("ServiceAccount")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = AgentServiceAccount.UsualName;

    /// <summary>The namespace of the agent.</summary>
    [Parameter(Position = 2)]
    [ValidateNotNullOrEmpty]
    public string Namespace { get; set; } = "default";

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken) =>
        await WriteAsync(new AgentServiceAccount(Name, RoleArn) { Namespace = Namespace }.Write().TrimEnd('\n'), cancellationToken);
}
