using HoopConnect.Aws;
using HoopConnect.Aws.SsoAdmin;
using HoopConnect.Hosting;
using HoopConnect.IdentityCenter.Directory;
using HoopConnect.Planning;

namespace HoopConnect.IdentityCenter.AccessControl;

/// <summary>
/// The attribute for access control that carries the user's name into sessions, where a policy reads it as <c>aws:PrincipalTag</c>. Other
/// attributes of the instance stay as they are.
/// </summary>
/// <param name="admin">IAM Identity Center in the instance's account and region.</param>
/// <param name="instance">The instance's ARN or the id of its store; null for the only one there is.</param>
/// <param name="key">The attribute's name.</param>
/// <param name="time">The clock.</param>
public sealed class NameAttribute(ISsoAdminClient admin, string? instance, string key, TimeProvider? time = null)
{
    /// <summary>The attribute's name where nobody gives another.</summary>
    public const string DefaultKey = "name";

    /// <summary>
    /// Where the name comes from: IAM Identity Center User Guide, "Attribute mappings between IAM Identity Center and External Identity
    /// Providers directory", has this spelling.
    /// </summary>
    public const string Source = "${path:userName}";

    private static readonly TimeSpan WaitForIt = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private string? _instanceArn;

    /// <summary>The attribute in the caller's own account and the session's region.</summary>
    public static NameAttribute Of(IAwsServices aws, string? instance, string key)
    {
        ArgumentNullException.ThrowIfNull(aws);
        return new NameAttribute(aws.SsoAdmin(null, aws.DefaultRegion), instance, key);
    }

    /// <summary>What would be changed; empty where the attribute is there.</summary>
    /// <exception cref="HoopException"><c>IdentityCenter.AttributeTaken</c>, <c>IdentityCenter.NoInstance</c>,
    /// <c>IdentityCenter.SeveralInstances</c>, <c>IdentityCenter.InstanceNotFound</c>, AWS errors.</exception>
    public async Task<Plan> PlanAsync(CancellationToken cancellationToken)
    {
        var arn = await InstanceAsync(cancellationToken);
        var present = await admin.DescribeInstanceAccessControlAttributeConfigurationAsync(arn, cancellationToken);
        IReadOnlyList<PlanStep> steps = Change(present) is not { } change ? [] :
        [
            new PlanStep(
                arn, present is null ? "switch attributes for access control on" : "add attribute for access control",
                $"sso:{change.Operation} {key}={Source}")
            {
                Note = present is { Attributes.Count: > 0 } ? $"{present.Attributes.Count} other(s) stay" : null,
            },
        ];
        return new Plan(arn, "set attribute for access control", steps);
    }

    /// <summary>Sets the attribute and reads back that it is there.</summary>
    /// <returns>Whether anything had to be changed.</returns>
    /// <exception cref="HoopException">As <see cref="PlanAsync"/>; <c>IdentityCenter.AttributesNotInPlace</c>.</exception>
    public async Task<bool> ApplyAsync(CancellationToken cancellationToken)
    {
        var arn = await InstanceAsync(cancellationToken);
        // Read once more: what is written takes the place of all that there is.
        var present = await admin.DescribeInstanceAccessControlAttributeConfigurationAsync(arn, cancellationToken);
        if (Change(present) is not { } change)
            return false;
        if (present is null)
            await admin.CreateInstanceAccessControlAttributeConfigurationAsync(arn, change.Attributes, cancellationToken);
        else
            await admin.UpdateInstanceAccessControlAttributeConfigurationAsync(arn, change.Attributes, cancellationToken);
        var backoff = new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
        for (var start = _time.GetTimestamp(); ;)
        {
            var now = await admin.DescribeInstanceAccessControlAttributeConfigurationAsync(arn, cancellationToken);
            if (now is { Status: "ENABLED" } && Change(now) is null)
                return true;
            if (_time.GetElapsedTime(start) >= WaitForIt || now is { Status: "CREATION_FAILED" })
            {
                throw IdentityCenterErrors.AttributesNotInPlace.Error(
                    $"'{arn}' does not show the attribute '{key}' after {WaitForIt.TotalSeconds:0} s (status {now?.Status ?? "none"}).",
                    arn);
            }

            await Task.Delay(backoff.Next(), _time, cancellationToken);
        }
    }

    /// <summary>Whether an attribute is this one, with the user's name as its value.</summary>
    /// <remarks>The directory takes the path in any case.</remarks>
    internal static bool CarriesTheName(AccessControlAttribute attribute) =>
        attribute.Source is [var only] && string.Equals(only, Source, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether an attribute has that name: keys of session tags are compared without case.</summary>
    internal static bool IsCalled(AccessControlAttribute attribute, string key) =>
        string.Equals(attribute.Key, key, StringComparison.OrdinalIgnoreCase);

    private (string Operation, IReadOnlyList<AccessControlAttribute> Attributes)? Change(AccessControlAttributes? present)
    {
        var attribute = new AccessControlAttribute(key, [Source]);
        if (present is null)
            return ("CreateInstanceAccessControlAttributeConfiguration", [attribute]);
        if (present.Attributes.FirstOrDefault(each => IsCalled(each, key)) is not { } known)
            return ("UpdateInstanceAccessControlAttributeConfiguration", [.. present.Attributes, attribute]);
        return CarriesTheName(known)
            ? null
            : throw IdentityCenterErrors.AttributeTaken.Error(
                $"The attribute for access control '{known.Key}' has the value {string.Join(", ", known.Source)}, not {Source}.",
                known.Key);
    }

    private async Task<string> InstanceAsync(CancellationToken cancellationToken) =>
        _instanceArn ??= (await IdentityCenterInstances.FindAsync(admin, instance, cancellationToken)) is { InstanceArn.Length: > 0 } found
            ? found.InstanceArn
            : throw IdentityCenterErrors.InstanceNotFound.Error(
                $"The instance of the identity store '{instance}' cannot be looked up without sso:ListInstances; give its ARN.", instance);
}
