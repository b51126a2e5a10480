namespace HoopConnect.SessionUsers.Hcl;

/// <summary>A label of a block, in quotes or not.</summary>
internal sealed record HclLabel(string Text, HclPosition Position);
