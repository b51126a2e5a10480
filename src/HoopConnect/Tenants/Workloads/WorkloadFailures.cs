using HoopConnect.Aws;
using HoopConnect.Aws.Eks;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;

namespace HoopConnect.Tenants.Workloads;

/// <summary>What IAM and EKS answer, and what it means for a role or an association.</summary>
internal static class WorkloadFailures
{
    /// <summary>
    /// Whether it may be over when one looks again: somebody else was at it, a call that was repeated had got through, or what was just
    /// made is not known everywhere yet.
    /// </summary>
    public static bool MayPass(AwsErrorException failure) => failure.AwsErrorCode switch
    {
        "EntityAlreadyExists" or "ConcurrentModification" or EksClient.InUse => true,
        // A role that is made, or was just read, lacks nothing but its boundary.
        "NoSuchEntity" => failure.Operation is not ("iam:CreateRole" or "iam:PutRolePermissionsBoundary"),
        EksClient.NotFound => failure.Operation == "eks:UpdatePodIdentityAssociation",
        _ => IsNotVisibleYet(failure),
    };

    /// <summary>EKS does not know a role that was just made.</summary>
    private static bool IsNotVisibleYet(AwsErrorException failure) =>
        failure.AwsErrorCode == "InvalidParameterException"
        && failure.Operation is "eks:CreatePodIdentityAssociation" or "eks:UpdatePodIdentityAssociation"
        && failure.Message.Contains("role", StringComparison.OrdinalIgnoreCase);

    /// <summary>The failure with what it means here; null where AWS's own words say it best.</summary>
    public static HoopException? Of(AwsErrorException failure, string target) => (failure.AwsErrorCode, failure.Operation) switch
    {
        ("LimitExceeded", "iam:PutRolePolicy") => IamPolicyErrors.TooLarge.Error(
            $"The inline policies of the {target} have more characters together than IAM takes: {failure.Message}", target,
            "Take policies from the role that nobody needs, or name fewer databases.", failure),
        ("LimitExceeded" or "ResourceLimitExceededException", _) => WorkloadErrors.LimitExceeded.Error(
            $"The {target} cannot be made or changed: {failure.Message}", target, cause: failure),
        ("NoSuchEntity", "iam:CreateRole" or "iam:PutRolePermissionsBoundary") => WorkloadErrors.BoundaryNotFound.Error(
            $"The permissions boundary of the {target} is not there: {failure.Message}", target, cause: failure),
        ("DeleteConflict", _) => WorkloadErrors.RoleNotEmpty.Error(
            $"The {target} is not removed, since something is attached to it: {failure.Message}", target, cause: failure),
        (EksClient.NotFound, "eks:ListPodIdentityAssociations" or "eks:CreatePodIdentityAssociation") =>
            WorkloadErrors.ClusterNotFound.Error(
                $"There is no EKS cluster '{failure.Target}' in account {failure.AccountId}, {failure.Region}.", failure.Target,
                cause: failure),
        ("InvalidParameterException", _) when IsNotVisibleYet(failure) => WorkloadErrors.RoleNotAccepted.Error(
            $"EKS does not take the role of the {target}: {failure.Message}", target, cause: failure),
        _ => null,
    };
}
