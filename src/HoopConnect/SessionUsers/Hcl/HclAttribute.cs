namespace HoopConnect.SessionUsers.Hcl;

/// <summary><c>name = value</c>.</summary>
internal sealed record HclAttribute(string Name, HclValue Value, HclPosition Position);
