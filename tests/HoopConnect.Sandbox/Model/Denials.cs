using System.Collections.Concurrent;

namespace HoopConnect.Sandbox.Model;

/// <summary>Denied actions, by account or principal. Everything else is allowed: the sandbox's principals are administrators.</summary>
public sealed class Denials
{
    private const string Everything = "*";

    private readonly ConcurrentDictionary<(string Who, string Action, string Resource), bool> _denied = new();

    /// <summary>Denies an action.</summary>
    /// <param name="who">An account id (12 digits), or the ARN of a user or role; a role's holds for its sessions.</param>
    /// <param name="action"><c>rds:ModifyDBInstance</c>, or <c>rds:*</c>.</param>
    /// <param name="resource">The ARN of the only resource that it is denied on.</param>
    public void Deny(string who, string action, string resource = Everything) => _denied[(who, action, resource)] = true;

    /// <summary>Takes a denial back.</summary>
    public void Allow(string who, string action, string resource = Everything) => _denied.TryRemove((who, action, resource), out _);

    /// <summary>Whether the action (<c>service:Name</c>) is denied to this principal of this account, on this resource.</summary>
    public bool IsDenied(string accountId, string principalArn, string action, string resource = Everything)
    {
        var wholeService = action[..(action.IndexOf(':', StringComparison.Ordinal) + 1)] + "*";
        return (from denied in new[] { accountId, principalArn, RoleOf(principalArn) }
                from what in new[] { action, wholeService }
                from target in new[] { Everything, resource }
                select _denied.ContainsKey((denied, what, target))).Any(isDenied => isDenied);
    }

    // arn:aws:sts::1:assumed-role/Name/session -> arn:aws:iam::1:role/Name
    private static string RoleOf(string principalArn) =>
        principalArn.Split(':') is ["arn", var partition, "sts", "", var account, var resource]
        && resource.Split('/') is ["assumed-role", var name, _]
            ? $"arn:{partition}:iam::{account}:role/{name}"
            : principalArn;
}
