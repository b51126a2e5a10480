namespace HoopConnect.SessionUsers.Hcl;

/// <summary>A list of values of any kind.</summary>
internal sealed record HclList(IReadOnlyList<HclValue> Items, HclPosition Position) : HclValue(Position)
{
    /// <inheritdoc/>
    public override string Kind => "a list";
}
