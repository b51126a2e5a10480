namespace HoopConnect.SessionUsers.Hcl;

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed record HclBoolean(bool Value, HclPosition Position) : HclValue(Position)
{
    /// <inheritdoc/>
    public override string Kind => Value ? "true" : "false";
}
