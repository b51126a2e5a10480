namespace HoopConnect.Provisioning.Network;

/// <summary>Who is to be let in.</summary>
/// <param name="Cidr">An IPv4 or IPv6 range; null where <paramref name="SourceGroupId"/> is given.</param>
/// <param name="SourceGroupId">A source security group; null where <paramref name="Cidr"/> is given.</param>
/// <param name="GatewayHost">What the group's tag <c>hoop.dev/gateway</c> says; this machine's name where null.</param>
public sealed record NetworkAccessRequest(IngressCidr? Cidr, string? SourceGroupId = null, string? GatewayHost = null);
