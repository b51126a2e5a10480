using HoopConnect.Hosting;

namespace HoopConnect.Aws;

/// <summary>What AWS, or the way to it, fails with.</summary>
internal static class AwsErrors
{
    public static readonly ErrorDefinition AccessDenied = new(
        "Aws.AccessDenied", HoopErrorKind.PermissionDenied,
        "Who calls may not do that in AWS.",
        "Allow the action that the message names (Get-HoopIamPolicy HoopAWSConnect has all that are needed), and see that no " +
            "service control policy denies it.");

    public static readonly ErrorDefinition AnswerTooDeep = new(
        "Aws.AnswerTooDeep", HoopErrorKind.InvalidData,
        "What answered in the place of AWS gave a document with more levels than any of AWS's has.",
        "Check -EndpointUrl, AWS_ENDPOINT_URL and the proxy: it is not AWS that answers.");

    public static readonly ErrorDefinition AnswerTooLarge = new(
        "Aws.AnswerTooLarge", HoopErrorKind.LimitsExceeded,
        "What answered in the place of AWS gave more than any answer of AWS has; the rest was not read.",
        "Check -EndpointUrl, AWS_ENDPOINT_URL and the proxy: it is not AWS that answers.");

    public static readonly ErrorDefinition AssumeRoleDenied = new(
        "Aws.AssumeRoleDenied", HoopErrorKind.PermissionDenied,
        "The role cannot be assumed in that account.",
        "Check that the role exists there, that its trust policy names account and external id of the caller, and that the caller's" +
            " policy allows sts:AssumeRole on it.");

    public static readonly ErrorDefinition ExpiredToken = new(
        "Aws.ExpiredToken", HoopErrorKind.AuthenticationError,
        "The AWS credentials have expired.",
        "Renew them where they come from, and run again.");

    public static readonly ErrorDefinition IncompleteKeys = new(
        "Aws.IncompleteKeys", HoopErrorKind.InvalidArgument,
        "Half of a pair of AWS keys was given.",
        "Give access key and secret key, and the session token of temporary keys.");

    public static readonly ErrorDefinition InvalidAccountId = new(
        "Aws.InvalidAccountId", HoopErrorKind.InvalidArgument,
        "It is not an AWS account id.",
        "Give the 12 digits of the account.");

    public static readonly ErrorDefinition InvalidCredentials = new(
        "Aws.InvalidCredentials", HoopErrorKind.AuthenticationError,
        "AWS refuses the credentials, or they cannot be had from where they are said to be.",
        "Check the keys, the profile, or the file that the message names. Where only one region refuses, it may not be enabled in " +
            "the account.");

    public static readonly ErrorDefinition InvalidEndpoint = new(
        "Aws.InvalidEndpoint", HoopErrorKind.InvalidArgument,
        "The endpoint URL cannot be used.",
        "Give -EndpointUrl or AWS_ENDPOINT_URL as https://host[:port], or leave both out for AWS itself.");

    public static readonly ErrorDefinition InvalidProfile = new(
        "Aws.InvalidProfile", HoopErrorKind.InvalidData,
        "A profile of the credential files cannot be used, or the files cannot be read.",
        "Mend the profile (aws configure, aws configure sso), or name another one with -ProfileName.");

    public static readonly ErrorDefinition InvalidState = new(
        "Aws.InvalidState", HoopErrorKind.InvalidOperation,
        "The database is in a state in which RDS does not do that.",
        "Wait until its status is 'available' and run again.");

    public static readonly ErrorDefinition NoCredentials = new(
        "Aws.NoCredentials", HoopErrorKind.AuthenticationError,
        "There are no AWS credentials.",
        "Give -ProfileName (after 'aws sso login --profile <name>' where it is an SSO profile), set AWS_ACCESS_KEY_ID and " +
            "AWS_SECRET_ACCESS_KEY, or on an EC2 instance allow its role with -AllowInstanceRole.");

    public static readonly ErrorDefinition NoRegion = new(
        "Aws.NoRegion", HoopErrorKind.InvalidArgument,
        "No AWS region is known.",
        "Give -Region, or set AWS_REGION.");

    public static readonly ErrorDefinition NoServerTime = new(
        "Aws.NoServerTime", HoopErrorKind.InvalidOperation,
        "The answer of the endpoint has no date, so the clock cannot be compared.",
        "Check what answers there: AWS itself always says the date.");

    public static readonly ErrorDefinition NotFound = new(
        "Aws.NotFound", HoopErrorKind.ObjectNotFound,
        "AWS has no such thing in that account and region.",
        "Check the name or id that the message names, and that it is in this account and region.");

    public static readonly ErrorDefinition NotSimulated = new(
        "Aws.NotSimulated", HoopErrorKind.NotImplemented,
        "IAM cannot simulate the policies of that principal.",
        "Look at its policies by hand; the root user and federated users cannot be simulated.");

    public static readonly ErrorDefinition ProfileNotFound = new(
        "Aws.ProfileNotFound", HoopErrorKind.ObjectNotFound,
        "There is no such AWS profile.",
        "List the profiles there are with 'aws configure list-profiles', or make it with 'aws configure --profile' or 'aws " +
            "configure sso'.");

    public static readonly ErrorDefinition RepeatedMarker = new(
        "Aws.RepeatedMarker", HoopErrorKind.InvalidData,
        "The pages of a list lead back to one that was read before, and would never end.",
        "Check -EndpointUrl, AWS_ENDPOINT_URL and the proxy: AWS gives each page another marker.");

    public static readonly ErrorDefinition ServiceError = new(
        "Aws.ServiceError", HoopErrorKind.NotSpecified,
        "AWS failed with an error that is not known here.",
        "The message has AWS's own code and words; the request id is on the exception.");

    public static readonly ErrorDefinition SsoLoginExpired = new(
        "Aws.SsoLoginExpired", HoopErrorKind.AuthenticationError,
        "The SSO login of the profile has expired or was never made.",
        "Log in again: aws sso login --profile <name>.");

    public static readonly ErrorDefinition Throttled = new(
        "Aws.Throttled", HoopErrorKind.LimitsExceeded,
        "AWS asked to slow down, and retries did not help.",
        "Run again with a smaller -ThrottleLimit.");

    public static readonly ErrorDefinition TooManyPages = new(
        "Aws.TooManyPages", HoopErrorKind.LimitsExceeded,
        "A list has more pages than any of AWS's.",
        "Check -EndpointUrl, AWS_ENDPOINT_URL and the proxy: it is not AWS that answers.");

    public static readonly ErrorDefinition UnknownRegion = new(
        "Aws.UnknownRegion", HoopErrorKind.InvalidArgument,
        "It is not the name of an AWS region.",
        "Give a region such as eu-west-1.");

    public static readonly ErrorDefinition Unreachable = new(
        "Aws.Unreachable", HoopErrorKind.ConnectionError,
        "AWS, or where credentials come from, cannot be reached.",
        "Check the network, the proxy and the name resolution of this machine.");

    public static readonly ErrorDefinition DatabaseNotFound = new(
        "Discovery.DatabaseNotFound", HoopErrorKind.ObjectNotFound,
        "RDS has no such database in that account and region.",
        "Look for it with Find-HoopRdsInstance; its name, account or region may be another.");
}
