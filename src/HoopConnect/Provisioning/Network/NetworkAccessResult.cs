namespace HoopConnect.Provisioning.Network;

/// <summary>The security group and its rule, as they are after the change.</summary>
public sealed record NetworkAccessResult(
    string DatabaseArn, string Identifier, string? GroupId, string GroupName, string VpcId, int Port, string Source, bool Changed);
