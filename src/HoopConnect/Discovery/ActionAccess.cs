using HoopConnect.Display;

namespace HoopConnect.Discovery;

/// <summary>Whether the caller may do one action.</summary>
/// <param name="Action">The IAM action, for example <c>rds:ModifyDBInstance</c>.</param>
/// <param name="Decision">Allowed, denied, or not known.</param>
/// <param name="NeededFor">What needs it.</param>
/// <param name="Reason">Why it is denied or not known; empty where it is allowed.</param>
public sealed record ActionAccess(string Action, AccessDecision Decision, string NeededFor, string Reason = "")
{
    /// <summary>Why it is denied or not known, as it may be shown; empty where it is allowed.</summary>
    public string Reason { get; init => field = ForeignText.Escape(value); } = ForeignText.Escape(Reason);
}
