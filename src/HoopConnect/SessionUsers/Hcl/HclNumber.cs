namespace HoopConnect.SessionUsers.Hcl;

/// <summary>A number as it is spelled.</summary>
internal sealed record HclNumber(string Text, HclPosition Position) : HclValue(Position)
{
    /// <inheritdoc/>
    public override string Kind => "a number";
}
