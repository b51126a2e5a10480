using HoopConnect.Hosting;

namespace HoopConnect.Tenants.Workloads;

/// <summary>What can be wrong with the roles of pods and what gives pods their roles.</summary>
internal static class WorkloadErrors
{
    public static readonly ErrorDefinition AssociationInUse = new(
        "Workload.AssociationInUse", HoopErrorKind.ResourceExists,
        "The service account has a pod identity association already, which gives it another role and is not one of these.",
        "Look at what uses it; choose another service account, delete the association in EKS, or take it over with -Adopt where the " +
            "cmdlet has it.");

    public static readonly ErrorDefinition BoundaryNotFound = new(
        "Workload.BoundaryNotFound", HoopErrorKind.ObjectNotFound,
        "There is no policy of the ARN that was given as permissions boundary.",
        "Make it first (Get-HoopIamPolicy -Kind ConnectorBoundary -Apply), or correct -PermissionsBoundary.");

    public static readonly ErrorDefinition ClusterNotFound = new(
        "Workload.ClusterNotFound", HoopErrorKind.ObjectNotFound,
        "There is no EKS cluster of that name in that account and region.",
        "Check -ClusterName, and account and region: 'aws eks list-clusters' names the clusters.");

    public static readonly ErrorDefinition InvalidBoundary = new(
        "Workload.InvalidBoundary", HoopErrorKind.InvalidArgument,
        "It is not the ARN of a policy that can be the permissions boundary of a role of that account.",
        "Give arn:<partition>:iam::<account>:policy/<name>, of the role's own account or of AWS (aws).");

    public static readonly ErrorDefinition InvalidTag = new(
        "Workload.InvalidTag", HoopErrorKind.InvalidArgument,
        "IAM does not take it as a tag.",
        "Give at most 50 tags, with keys of 1 to 128 and values of up to 256 letters, digits, spaces and _.:/=+-@; aws: is AWS's own.");

    public static readonly ErrorDefinition LimitExceeded = new(
        "Workload.LimitExceeded", HoopErrorKind.LimitsExceeded,
        "The account or cluster has as many of that as its quota allows.",
        "Remove some that nobody uses, or have the quota raised (Service Quotas); then run again.");

    public static readonly ErrorDefinition NotOurs = new(
        "Workload.NotOurs", HoopErrorKind.ResourceExists,
        "A role or pod identity association of that name is there and was made by somebody else, or for something else.",
        "Look at what it is for; choose another name, or take it over with -Adopt where the cmdlet has it.");

    public static readonly ErrorDefinition NotSettled = new(
        "Workload.NotSettled", HoopErrorKind.InvalidData,
        "AWS does not show what was written to it.",
        "Run again; where it stays so, something else writes to it too.");

    public static readonly ErrorDefinition RoleNotAccepted = new(
        "Workload.RoleNotAccepted", HoopErrorKind.InvalidOperation,
        "EKS does not take the role for the pods of that service account.",
        "See that the role is in the account of the cluster and that its trust lets pods.eks.amazonaws.com assume it; then run again.");

    public static readonly ErrorDefinition RoleNotEmpty = new(
        "Workload.RoleNotEmpty", HoopErrorKind.InvalidOperation,
        "The role has policies that HoopConnect did not give it, so it is not removed.",
        "Look at what they are for; take them from the role, and run again.");
}
