using HoopConnect.Hosting;

namespace HoopConnect.Tenants.Connectors;

/// <summary>What can be wrong with the manifest of a connector or a service account.</summary>
internal static class ConnectorErrors
{
    public static readonly ErrorDefinition EngineNotServed = new(
        "Connector.EngineNotServed", HoopErrorKind.NotImplemented,
        "A shared database is of PostgreSQL, MySQL or MariaDB.",
        "Leave the database out.");

    public static readonly ErrorDefinition FileExists = new(
        "Connector.FileExists", HoopErrorKind.ResourceExists,
        "The file is there already.",
        "Give another -Path, or -Force to write over it.");

    public static readonly ErrorDefinition InvalidEndpoint = new(
        "Connector.InvalidEndpoint", HoopErrorKind.InvalidArgument,
        "It is neither the name nor the address of a host.",
        "Give the host alone, and its port with -Port.");

    public static readonly ErrorDefinition InvalidPort = new(
        "Connector.InvalidPort", HoopErrorKind.InvalidArgument,
        "It is not a TCP port.",
        "Give -Port, 1 to 65535.");

    public static readonly ErrorDefinition InvalidRole = new(
        "Connector.InvalidRole", HoopErrorKind.InvalidArgument,
        "It is not the ARN of a role.",
        "Give arn:<partition>:iam::<account>:role/<name>.");

    public static readonly ErrorDefinition InvalidValue = new(
        "Connector.InvalidValue", HoopErrorKind.InvalidArgument,
        "A user or password is empty, or holds a character that no manifest and no database takes.",
        "Give one that the database has; change a password that it cannot be written with.");

    public static readonly ErrorDefinition NameTaken = new(
        "Connector.NameTaken", HoopErrorKind.ResourceExists,
        "Another manifest of this run has that name in that namespace: the later one would take the place of the earlier.",
        "Give each database a name of its own, for example -Name { \"$($_.Identifier)-$($_.Region)\" }.");

    public static readonly ErrorDefinition NotUsed = new(
        "Connector.NotUsed", HoopErrorKind.InvalidArgument,
        "The parameter has no meaning for that connector.",
        "Leave it out.");

    public static readonly ErrorDefinition PasswordNeedsPlace = new(
        "Connector.PasswordNeedsPlace", HoopErrorKind.InvalidArgument,
        "The manifest would hold a password, and nothing says that it may be shown.",
        "Give -Path for a file that only you can read, or -AsPlainText for the text; or leave -DbCredential out and log in by IAM.");

    public static readonly ErrorDefinition TooLarge = new(
        "Connector.TooLarge", HoopErrorKind.LimitsExceeded,
        "The values are more than Kubernetes takes in one Secret.",
        "Give a -CaFile with fewer certificates, for example that of one region (Save-HoopRdsCertificate -Region).");

    public static readonly ErrorDefinition UserNeeded = new(
        "Connector.UserNeeded", HoopErrorKind.InvalidArgument,
        "Nothing says which user of the database the platform logs in as.",
        "Give -UserName, or -DbCredential for one with a password.");

    public static readonly ErrorDefinition WriteFailed = new(
        "Connector.WriteFailed", HoopErrorKind.WriteError,
        "The file could not be written.",
        "See what the message says of the file and its folder.");
}
