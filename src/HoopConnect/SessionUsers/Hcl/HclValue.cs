namespace HoopConnect.SessionUsers.Hcl;

/// <summary>A value and its place.</summary>
internal abstract record HclValue(HclPosition Position)
{
    /// <summary>What it is, for a message: <c>a string</c>, <c>a list</c>, ...</summary>
    public abstract string Kind { get; }
}
