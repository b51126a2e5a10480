using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication.Policies;

/// <summary>What can be wrong with an IAM policy, and with putting it in place.</summary>
internal static class IamPolicyErrors
{
    public static readonly ErrorDefinition Invalid = new(
        "Policy.Invalid", HoopErrorKind.InvalidData,
        "The policy does not keep IAM's grammar.",
        "This is a fault of HoopConnect: report it with the command that led to it.");

    public static readonly ErrorDefinition InvalidAccountId = new(
        "Policy.InvalidAccountId", HoopErrorKind.InvalidArgument,
        "It is not an AWS account id.",
        "Give the 12 digits of the account.");

    public static readonly ErrorDefinition InvalidAttribute = new(
        "Policy.InvalidAttribute", HoopErrorKind.InvalidArgument,
        "It is not the name of an attribute for access control.",
        "Give the name as IAM Identity Center has it.");

    public static readonly ErrorDefinition InvalidClusterName = new(
        "Policy.InvalidClusterName", HoopErrorKind.InvalidArgument,
        "It is not the name of an EKS cluster.",
        "Give 1 to 100 letters, digits, dashes and underscores.");

    public static readonly ErrorDefinition InvalidExternalId = new(
        "Policy.InvalidExternalId", HoopErrorKind.InvalidArgument,
        "It is not an external id.",
        "Give 2 to 1224 letters, digits and +=,.@:/_-.");

    public static readonly ErrorDefinition InvalidKmsKey = new(
        "Policy.InvalidKmsKey", HoopErrorKind.InvalidArgument,
        "It is not the ARN of a KMS key of that partition.",
        "Give arn:<partition>:kms:<region>:<account>:key/<id>; an alias is not a key.");

    public static readonly ErrorDefinition InvalidKubernetesName = new(
        "Policy.InvalidKubernetesName", HoopErrorKind.InvalidArgument,
        "It is not a name of Kubernetes.",
        "Give small letters, digits, dashes and dots.");

    public static readonly ErrorDefinition InvalidOidcProvider = new(
        "Policy.InvalidOidcProvider", HoopErrorKind.InvalidArgument,
        "It is not the OIDC provider of a cluster.",
        "Give its issuer, such as oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF.");

    public static readonly ErrorDefinition InvalidOrganizationId = new(
        "Policy.InvalidOrganizationId", HoopErrorKind.InvalidArgument,
        "It is not the id of an organisation.",
        "Give o- and 10 to 32 small letters and digits.");

    public static readonly ErrorDefinition InvalidPrincipal = new(
        "Policy.InvalidPrincipal", HoopErrorKind.InvalidArgument,
        "It is not the ARN of a user or role of that account.",
        "Give arn:<partition>:iam::<account>:role/<name>; a session (assumed-role) has no lasting name.");

    public static readonly ErrorDefinition InvalidRequest = new(
        "Policy.InvalidRequest", HoopErrorKind.InvalidArgument,
        "The parameters do not go together.",
        "Give those that the message names.");

    public static readonly ErrorDefinition InvalidResourceId = new(
        "Policy.InvalidResourceId", HoopErrorKind.InvalidArgument,
        "It is not the resource id of a database.",
        "Take it from the property ResourceId of Find-HoopRdsInstance; it is not the identifier.");

    public static readonly ErrorDefinition InvalidTag = new(
        "Policy.InvalidTag", HoopErrorKind.InvalidArgument,
        "It is not a tag.",
        "Write it key=value.");

    public static readonly ErrorDefinition InvalidQueue = new(
        "Policy.InvalidQueue", HoopErrorKind.InvalidArgument,
        "It is not the ARN of a queue of SQS in that partition.",
        "Give arn:<partition>:sqs:<region>:<account>:<queue>.");

    public static readonly ErrorDefinition InvalidTopic = new(
        "Policy.InvalidTopic", HoopErrorKind.InvalidArgument,
        "It is not the ARN of a topic of SNS in that partition.",
        "Give arn:<partition>:sns:<region>:<account>:<topic>.");

    public static readonly ErrorDefinition InvalidUserName = new(
        "Policy.InvalidUserName", HoopErrorKind.InvalidArgument,
        "It cannot be the name of a database user in a policy.",
        "Give the name without control characters, and without spaces around it.");

    public static readonly ErrorDefinition NoIamAuthentication = new(
        "Policy.NoIamAuthentication", HoopErrorKind.NotImplemented,
        "RDS lets nobody log in to that engine by IAM.",
        "Choose databases of PostgreSQL, MySQL or MariaDB.");

    public static readonly ErrorDefinition NotApplicable = new(
        "Policy.NotApplicable", HoopErrorKind.InvalidOperation,
        "The policy cannot be put in place as that.",
        "Do as the recommended action says, or put it in place yourself.");

    public static readonly ErrorDefinition NotInPlace = new(
        "Policy.NotInPlace", HoopErrorKind.InvalidData,
        "IAM does not show what was written to it.",
        "Run again; where it stays so, something else writes to it too.");

    public static readonly ErrorDefinition NotOurs = new(
        "Policy.NotOurs", HoopErrorKind.ResourceExists,
        "A role or policy of that name is there, says something else, and was not made by HoopConnect; of an inline policy nothing tells " +
            "who made it.",
        "Look at what it is for; give -Adopt to take it over, or another -Name.");

    public static readonly ErrorDefinition OtherPartition = new(
        "Policy.OtherPartition", HoopErrorKind.InvalidArgument,
        "The policy is for another partition than the credentials.",
        "Give -Partition, or credentials of the policy's partition.");

    public static readonly ErrorDefinition ParameterNeeded = new(
        "Policy.ParameterNeeded", HoopErrorKind.InvalidArgument,
        "That kind of policy needs another parameter.",
        "Give the parameter that the message names.");

    public static readonly ErrorDefinition ParameterNotUsed = new(
        "Policy.ParameterNotUsed", HoopErrorKind.InvalidArgument,
        "That kind of policy has no use for a parameter that was given.",
        "Leave it out.");

    public static readonly ErrorDefinition RoleNotFound = new(
        "Policy.RoleNotFound", HoopErrorKind.ObjectNotFound,
        "There is no such role in the account.",
        "Make it first, with one of the trusts: CrossAccountTrust, IrsaTrust or PodIdentityTrust.");

    public static readonly ErrorDefinition SeveralPartitions = new(
        "Policy.SeveralPartitions", HoopErrorKind.InvalidArgument,
        "One policy cannot be for databases of several partitions: each has its own IAM.",
        "Make one policy for each partition.");

    public static readonly ErrorDefinition TooLarge = new(
        "Policy.TooLarge", HoopErrorKind.LimitsExceeded,
        "The policy is larger than IAM takes.",
        "Name fewer databases or users, or use wildcards.");
}
