using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace HoopConnect.Sandbox.Model;

/// <summary>All access keys there are. The secrets are random, and say what they are.</summary>
public sealed class AccessKeys(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, AccessKey> _keys = new(StringComparer.Ordinal);

    /// <summary>The key of that id; null where there is none.</summary>
    public AccessKey? Find(string accessKeyId) => _keys.GetValueOrDefault(accessKeyId);

    /// <summary>Makes a user's key.</summary>
    public AccessKey CreateUserKey(Organisation organisation, string accountId, string userName) => Add(new AccessKey
    {
        AccessKeyId = "AKIASANDBOX" + RandomId(9),
        SecretAccessKey = "sandbox-secret-" + RandomId(25),
        AccountId = accountId,
        PrincipalArn = $"arn:{organisation.Partition}:iam::{accountId}:user/{userName}",
        UserId = "AIDA" + RandomId(17),
    });

    /// <summary>Makes a session's key.</summary>
    /// <param name="accountId">The account of the role.</param>
    /// <param name="role">The role that is assumed.</param>
    /// <param name="partition">The partition of its ARN.</param>
    /// <param name="sessionName">The session's name, the last part of its ARN.</param>
    /// <param name="lifetime">How long it lasts.</param>
    public AccessKey CreateSession(string accountId, Role role, string partition, string sessionName, TimeSpan lifetime) =>
        Add(
            new AccessKey
    {
        AccessKeyId = "ASIASANDBOX" + RandomId(9),
        SecretAccessKey = "sandbox-session-secret-" + RandomId(17),
        SessionToken = "sandbox-session-token-" + RandomId(64),
        AccountId = accountId,
        PrincipalArn = $"arn:{partition}:sts::{accountId}:assumed-role/{role.Name}/{sessionName}",
        UserId = $"{role.RoleId}:{sessionName}",
        // AWS gives whole seconds.
        Expires = DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + lifetime).ToUnixTimeSeconds()),
    });

    /// <summary>Makes the key of a user of IAM Identity Center in the session of the permission set.</summary>
    public AccessKey CreatePersonSession(Organisation organisation, string accountId, string userName)
    {
        ArgumentNullException.ThrowIfNull(organisation);
        var role = organisation.Find(accountId)!.Roles.First(role => role.Name == DefaultOrganisation.PermissionSetRoleName);
        return CreateSession(accountId, role, organisation.Partition, userName, TimeSpan.FromHours(1));
    }

    /// <summary>Ends every session there is, now.</summary>
    public void ExpireSessions()
    {
        foreach (var key in _keys.Values.Where(key => key.SessionToken is not null))
            _keys[key.AccessKeyId] = key with { Expires = time.GetUtcNow() };
    }

    /// <summary>Random capital letters and digits, as AWS's ids have them.</summary>
    internal static string RandomId(int length) => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length);

    internal AccessKey Add(AccessKey key) => _keys[key.AccessKeyId] = key;
}
