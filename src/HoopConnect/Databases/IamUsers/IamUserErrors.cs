using HoopConnect.Hosting;

namespace HoopConnect.Databases.IamUsers;

/// <summary>What can be wrong with users that log in by token.</summary>
internal static class IamUserErrors
{
    public static readonly ErrorDefinition CannotAdopt = new(
        "IamUser.CannotAdopt", HoopErrorKind.PermissionDenied,
        "Who is logged in may not change the user of that name.",
        "Log in as who made it, or have that one grant it WITH ADMIN OPTION.");

    public static readonly ErrorDefinition CannotCreate = new(
        "IamUser.CannotCreate", HoopErrorKind.PermissionDenied,
        "Who is logged in may not make users.",
        "Log in as the master user.");

    public static readonly ErrorDefinition CannotGrant = new(
        "IamUser.CannotGrant", HoopErrorKind.PermissionDenied,
        "Who is logged in cannot grant what the policy asks for.",
        "Log in as who owns these objects, or have their owner grant the role that owns them.");

    public static readonly ErrorDefinition DatabaseNotFound = new(
        "IamUser.DatabaseNotFound", HoopErrorKind.ObjectNotFound,
        "A database of the policy is not on the server. Nothing was changed.",
        "Mend the policy (names are case-sensitive), or make it.");

    public static readonly ErrorDefinition EngineNotServed = new(
        "IamUser.EngineNotServed", HoopErrorKind.NotImplemented,
        "RDS has no IAM authentication for that engine.",
        "PostgreSQL, MySQL and MariaDB have it.");

    public static readonly ErrorDefinition HasPowers = new(
        "IamUser.HasPowers", HoopErrorKind.PermissionDenied,
        "Somebody gave the user a power over the server, which who is logged in cannot take back: no login is opened to it.",
        "Who may, takes it back; the message has the statement.");

    public static readonly ErrorDefinition Incomplete = new(
        "IamUser.Incomplete", HoopErrorKind.InvalidOperation,
        "The user is not as it should be after the change.",
        "Each finding says who can mend it.");

    public static readonly ErrorDefinition IsMaster = new(
        "IamUser.IsMaster", HoopErrorKind.InvalidOperation,
        "The user named is who is logged in here to make users.",
        "Name another user; an administrator is switched over with Grant-HoopIamAuthentication, after a second way in was proved.");

    public static readonly ErrorDefinition LocksOutMaster = new(
        "IamUser.LocksOutMaster", HoopErrorKind.InvalidOperation,
        "With that change the master's password would stop working too.",
        "End the membership that the message names first, or log in as an administrator that uses IAM itself.");

    public static readonly ErrorDefinition NoSecondWayIn = new(
        "IamUser.NoSecondWayIn", HoopErrorKind.InvalidOperation,
        "The administrator logged in here would lose his password, and nobody gets in if IAM then fails.",
        "Give another administrator's login, with a password, as -BreakGlassCredential; it is proved first.");

    public static readonly ErrorDefinition NotALogin = new(
        "IamUser.NotALogin", HoopErrorKind.InvalidOperation,
        "The user may not log in: it is a group.",
        "Name the users themselves.");

    public static readonly ErrorDefinition NotFound = new(
        "IamUser.NotFound", HoopErrorKind.ObjectNotFound,
        "There is no such user on the server.",
        "Check its case, or make it with New-HoopIamDbUser.");

    public static readonly ErrorDefinition NotOurs = new(
        "IamUser.NotOurs", HoopErrorKind.ResourceExists,
        "There is a user of that name that HoopConnect did not make, or made for something else.",
        "Choose another name, have it log in by IAM as it is with Grant-HoopIamAuthentication, or take it over with -Adopt.");

    public static readonly ErrorDefinition NotRemoved = new(
        "IamUser.NotRemoved", HoopErrorKind.InvalidOperation,
        "A user that was to be removed is still there.",
        "The findings say what holds it, and who can mend it.");

    public static readonly ErrorDefinition Proxy = new(
        "IamUser.Proxy", HoopErrorKind.InvalidOperation,
        "An RDS Proxy has no users of its own.",
        "Name the instance or cluster behind it.");

    public static readonly ErrorDefinition RoleAndPolicy = new(
        "IamUser.RoleAndPolicy", HoopErrorKind.InvalidArgument,
        "A user cannot have the privileges of a role and those of a policy at once.",
        "Give one of them.");

    public static readonly ErrorDefinition RoleNotFound = new(
        "IamUser.RoleNotFound", HoopErrorKind.ObjectNotFound,
        "The hoop role of which the user is to be a member is not on the server.",
        "Make it with New-HoopDbRole first.");

    public static readonly ErrorDefinition SchemaNotFound = new(
        "IamUser.SchemaNotFound", HoopErrorKind.ObjectNotFound,
        "A schema of the policy is not in its database. Nothing was changed.",
        "Mend the policy (names are case-sensitive), or make it.");

    public static readonly ErrorDefinition SecondWayInRefused = new(
        "IamUser.SecondWayInRefused", HoopErrorKind.AuthenticationError,
        "The second administrator does not get in with a password, or may not change users.",
        "Give an administrator that logs in with a password and may change users. Nothing was changed.");

    public static readonly ErrorDefinition NotEnabled = new(
        "IamAuthentication.NotEnabled", HoopErrorKind.InvalidOperation,
        "The server takes no logins by IAM.",
        "Switch it on with Enable-HoopIamAuthentication, and wait until it is.");

    /// <summary>The failure of a user.</summary>
    public static HoopException Error(this ErrorDefinition definition, IamUserRequest request, string message, string? action = null) =>
        definition.Error(message, request.UserName, action);

    public static readonly ErrorDefinition SystemSchema = new(
        "IamUser.SystemSchema", HoopErrorKind.InvalidArgument,
        "A schema of the policy is the server's own; nothing is granted there.",
        "Name the schemas of your applications.");
}
