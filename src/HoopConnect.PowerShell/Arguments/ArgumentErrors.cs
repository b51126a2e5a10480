using HoopConnect.Hosting;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>What can be wrong with an object that is given to a parameter.</summary>
internal static class ArgumentErrors
{
    public static readonly ErrorDefinition NotADatabase = new(
        "Argument.NotADatabase", HoopErrorKind.InvalidArgument,
        "The object names no database.",
        "Give an object of Find-HoopRdsInstance, the ARN of a DB instance or DB cluster, or -HostName.");

    public static readonly ErrorDefinition NotAGroupMap = new(
        "Argument.NotAGroupMap", HoopErrorKind.InvalidArgument,
        "The value is no map from groups to roles.",
        "Give a hashtable: @{ 'Group name' = 'hoop_ro' }.");

    public static readonly ErrorDefinition NotAJob = new(
        "Argument.NotAJob", HoopErrorKind.InvalidArgument,
        "The object names no job.",
        "Give objects of Get-HoopProvisioningJob or Invoke-HoopProvisioning, or the ids of jobs.");

    public static readonly ErrorDefinition NotAFile = new(
        "Argument.NotAFile", HoopErrorKind.InvalidArgument,
        "The path is not one of the file system.",
        "Give the path of a file or folder, for example C:\\data\\orders.ps1 or ./orders.env.");

    public static readonly ErrorDefinition NotASecret = new(
        "Argument.NotASecret", HoopErrorKind.InvalidArgument,
        "A value of that type cannot be used as a secret.",
        "Give a SecureString or a string.");

    public static readonly ErrorDefinition NotASessionUser = new(
        "Argument.NotASessionUser", HoopErrorKind.InvalidArgument,
        "The object names no session user.",
        "Give objects of Get-HoopSessionUser.");

    public static readonly ErrorDefinition NotAnEvent = new(
        "Argument.NotAnEvent", HoopErrorKind.InvalidArgument,
        "The object is no event.",
        "Give the JSON of an event as a text, an object of ConvertFrom-Json, or a file.");

    public static readonly ErrorDefinition NotAwsCredentials = new(
        "Argument.NotAwsCredentials", HoopErrorKind.InvalidArgument,
        "An object of that type cannot be used as AWS credentials.",
        "Give what Get-AWSCredential returns, or a PSCredential with the access key as its user name and the secret key as its " +
            "password. A database login goes to -DbCredential.");
}
