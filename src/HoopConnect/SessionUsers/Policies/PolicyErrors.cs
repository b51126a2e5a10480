using HoopConnect.Hosting;

namespace HoopConnect.SessionUsers.Policies;

/// <summary>The refusals of a policy, all <c>Policy.&lt;Reason&gt;</c>.</summary>
internal static class PolicyErrors
{
    public static HoopException Refused(string reason, string target, string message, string action) =>
        new("Policy." + reason, HoopErrorKind.InvalidArgument, message) { Target = target, RecommendedAction = action };
}
