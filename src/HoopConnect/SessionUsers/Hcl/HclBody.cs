namespace HoopConnect.SessionUsers.Hcl;

/// <summary>What is in a file or in a block, in the order of the file.</summary>
internal sealed record HclBody(IReadOnlyList<HclAttribute> Attributes, IReadOnlyList<HclBlock> Blocks);
