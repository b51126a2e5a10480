namespace HoopConnect.Aws.Ec2;

/// <summary>A security group with its ingress rules, one for each source.</summary>
/// <param name="GroupId"><c>sg-...</c>.</param>
/// <param name="GroupName">Its name, unique in its VPC.</param>
/// <param name="VpcId">The VPC it is in.</param>
/// <param name="Ingress">Its ingress rules, flattened: one entry a source.</param>
/// <param name="Tags">Its tags.</param>
public sealed record SecurityGroup(
    string GroupId, string GroupName, string VpcId, IReadOnlyList<IngressRule> Ingress, IReadOnlyDictionary<string, string> Tags);
