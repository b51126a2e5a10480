using HoopConnect.Hosting;

namespace HoopConnect.Databases.IdentityCenterUsers;

/// <summary>What can be wrong with the users of people of a directory.</summary>
internal static class IdentityCenterUserErrors
{
    public static readonly ErrorDefinition CannotCreate = new(
        "IdentityCenterUser.CannotCreate", HoopErrorKind.PermissionDenied,
        "Who is logged in may not make users.",
        "Log in as the master user, or as one with CREATEROLE.");

    public static readonly ErrorDefinition EngineNotServed = new(
        "IdentityCenterUser.EngineNotServed", HoopErrorKind.NotImplemented,
        "RDS has no IAM authentication for that engine.",
        "PostgreSQL, MySQL and MariaDB have it; leave the others out.");

    public static readonly ErrorDefinition Failed = new(
        "IdentityCenterUser.Failed", HoopErrorKind.InvalidOperation,
        "The server did not take a change of a user, or does not show it.",
        "The message has the server's words. Run again when that is mended: it goes on from there.");

    public static readonly ErrorDefinition HasPowers = new(
        "IdentityCenterUser.HasPowers", HoopErrorKind.PermissionDenied,
        "Somebody gave the user a power over the server, which who is logged in cannot take back: no login is opened to it.",
        "Who may, takes it back; the message has the statement.");

    public static readonly ErrorDefinition IamNotEnabled = new(
        "IdentityCenterUser.IamNotEnabled", HoopErrorKind.InvalidOperation,
        "The server takes no logins by IAM.",
        "Switch it on with Enable-HoopIamAuthentication, and wait until it is.");

    public static readonly ErrorDefinition LocksOutMaster = new(
        "IdentityCenterUser.LocksOutMaster", HoopErrorKind.InvalidOperation,
        "With that change the master's password would stop working too.",
        "Log in as an administrator that uses IAM itself (-DbCredential with a token of Get-HoopRdsAuthToken).");

    public static readonly ErrorDefinition NameTwice = new(
        "IdentityCenterUser.NameTwice", HoopErrorKind.InvalidArgument,
        "Two people of the directory have the same name, and a server has one user of it.",
        "Rename one of them in the directory. Neither was given anything.");

    public static readonly ErrorDefinition NotOurs = new(
        "IdentityCenterUser.NotOurs", HoopErrorKind.ResourceExists,
        "There is a user of that name that HoopConnect did not make for that person: it was not touched.",
        "Rename or drop it where nobody needs it, or rename the person in the directory.");

    public static readonly ErrorDefinition NotRemoved = new(
        "IdentityCenterUser.NotRemoved", HoopErrorKind.InvalidOperation,
        "The user of somebody who is no member is still on the server.",
        "The findings say what holds it, and whether it can still log in.");

    public static readonly ErrorDefinition OneDefaultRole = new(
        "IdentityCenterUser.OneDefaultRole", HoopErrorKind.InvalidOperation,
        "On MariaDB a user has one default role, and the person is in groups that give several.",
        "Make one role that is granted them all, and map the groups to it.");

    public static readonly ErrorDefinition PolicyRefused = new(
        "IdentityCenterUser.PolicyRefused", HoopErrorKind.InvalidArgument,
        "The privileges of a policy cannot be granted on that server.",
        "Mend the policy, or log in as who owns what it names. Nothing was changed.");

    public static readonly ErrorDefinition RoleNotFound = new(
        "IdentityCenterUser.RoleNotFound", HoopErrorKind.ObjectNotFound,
        "A role of the map is not on the server.",
        "Make it (New-HoopDbRole makes the hoop roles), or mend the map: names are case-sensitive.");

    public static readonly ErrorDefinition RoleRefused = new(
        "IdentityCenterUser.RoleRefused", HoopErrorKind.PermissionDenied,
        "Nobody is made a member of a role of the map: who is logged in may not do that, or the role is more than it should be.",
        "The message says which; log in as who administers it, or map the group to another role.");
}
