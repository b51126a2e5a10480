using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>One thing in which a role differs from its contract, and what mends it.</summary>
/// <param name="Finding">What differs, and where.</param>
/// <param name="Action">What is done about it, in a few words.</param>
/// <param name="Statement">The statement that mends it; null where none of ours can.</param>
internal sealed record Difference(Finding Finding, string Action = "", string? Statement = null)
{
    /// <summary>A power that stays: nothing of the role is given out.</summary>
    public bool IsLastingPower => Statement is null && Finding.IsPower;
}
