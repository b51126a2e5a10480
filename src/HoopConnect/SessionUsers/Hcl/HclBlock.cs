namespace HoopConnect.SessionUsers.Hcl;

/// <summary><c>type "label" { ... }</c>.</summary>
internal sealed record HclBlock(string Type, IReadOnlyList<HclLabel> Labels, HclBody Body, HclPosition Position);
