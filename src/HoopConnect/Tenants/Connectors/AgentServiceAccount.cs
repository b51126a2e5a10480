using System.Text.RegularExpressions;
using HoopConnect.Hosting;
using HoopConnect.Tenants.Workloads;

namespace HoopConnect.Tenants.Connectors;

/// <summary>
/// The service account of an agent that logs in to databases by IAM: its pods get the role by IRSA (Amazon EKS User Guide, "Assign IAM
/// roles to Kubernetes service accounts").
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="RoleArn">The role, whose trust names the cluster's OIDC provider and this service account.</param>
public sealed partial record AgentServiceAccount(string Name, string RoleArn)
{
    /// <summary>The name in Hoop's documentation.</summary>
    public const string UsualName = "hoop-rds-sa";

    /// <summary>The namespace of the agent.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>The manifest (YAML).</summary>
    /// <exception cref="HoopException"><c>Policy.InvalidKubernetesName</c>, <c>Connector.InvalidRole</c>.</exception>
    public string Write() => ManifestYaml.Write(
        new KubernetesManifest(
            "ServiceAccount", KubernetesName.Subdomain(Name, "a service account"), KubernetesName.Namespace(Namespace))
        {
            Annotations = [new("eks.amazonaws.com/role-arn", Role(RoleArn))],
        });

    private static string Role(string arn) =>
        RoleText().IsMatch(arn) ? arn : throw ConnectorErrors.InvalidRole.Error($"'{arn}' is not the ARN of a role.", arn);

    // IAM API Reference, "Role": the path, of up to 512 printable characters, and a name of up to 64.
    [GeneratedRegex(@"^arn:aws[a-z-]*:iam::\d{12}:role(?:/[!-.0-~]+)*/[A-Za-z0-9+=,.@_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RoleText();
}
