using System.Collections.Concurrent;

namespace HoopConnect.Sandbox.Model;

/// <summary>Denied actions, by account or principal. Everything else is allowed: the sandbox's principals are administrators.</summary>
public sealed class Denials
{
    private readonly ConcurrentDictionary<(string Who, string Action), bool> _denied = new();

    /// <summary>Denies an action.</summary>
    /// <param name="who">An account id (12 digits), or the ARN of a user or role; a role's holds for its sessions.</param>
    /// <param name="action"><c>rds:ModifyDBInstance</c>, or <c>rds:*</c>.</param>
    public void Deny(string who, string action) => _denied[(who, action)] = true;

    /// <summary>Takes a denial back.</summary>
    public void Allow(string who, string action) => _denied.TryRemove((who, action), out _);

    /// <summary>Whether the action (<c>service:Name</c>) is denied to this principal of this account.</summary>
    public bool IsDenied(string accountId, string principalArn, string action)
    {
        var wholeService = action[..(action.IndexOf(':', StringComparison.Ordinal) + 1)] + "*";
        return new[] { accountId, principalArn, RoleOf(principalArn) }.Any(who => _denied.ContainsKey((who, action)) || _denied.ContainsKey((who, wholeService)));
    }

    // arn:aws:sts::1:assumed-role/Name/session -> arn:aws:iam::1:role/Name
    private static string RoleOf(string principalArn) =>
        principalArn.Split(':') is ["arn", var partition, "sts", "", var account, var resource] && resource.Split('/') is ["assumed-role", var name, _]
            ? $"arn:{partition}:iam::{account}:role/{name}"
            : principalArn;
}
