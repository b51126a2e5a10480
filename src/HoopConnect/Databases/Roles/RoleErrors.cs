using HoopConnect.Hosting;

namespace HoopConnect.Databases.Roles;

/// <summary>What can be wrong with the hoop roles of a server, and with who gets what removed users own.</summary>
internal static class RoleErrors
{
    public static readonly ErrorDefinition CannotAdopt = new(
        "Roles.CannotAdopt", HoopErrorKind.PermissionDenied,
        "The role of that name cannot be taken over.",
        "Rename or drop it as who may, or have the master made its administrator.");

    public static readonly ErrorDefinition CannotCreate = new(
        "Roles.CannotCreate", HoopErrorKind.PermissionDenied,
        "Who is logged in may not make roles.",
        "Log in as the master user.");

    public static readonly ErrorDefinition CannotRemove = new(
        "Roles.CannotRemove", HoopErrorKind.PermissionDenied,
        "Who is logged in may not remove the role.",
        "Log in as who made it, or have the master made its administrator.");

    public static readonly ErrorDefinition Gone = new(
        "Roles.Gone", HoopErrorKind.ObjectNotFound,
        "The role was dropped by somebody else while it was brought into line.",
        "Run again.");

    public static readonly ErrorDefinition Incomplete = new(
        "Roles.Incomplete", HoopErrorKind.InvalidOperation,
        "Roles are not as they should be after the change.",
        "Each finding says who can mend it.");

    public static readonly ErrorDefinition NoWorkingSecret = new(
        "Roles.NoWorkingSecret", HoopErrorKind.AuthenticationError,
        "The role is there, and no stored password of it logs in.",
        "Find out who changed it. -RotatePassword sets a new one; whoever uses the present one needs the new one then.");

    public static readonly ErrorDefinition NameIsDefiner = new(
        "Roles.NameIsDefiner", HoopErrorKind.ResourceExists,
        "Views, routines, triggers or events run in the name of the user that is to be made: whoever wrote them would have its rights.",
        "Drop them, or make them again with another definer.");

    public static readonly ErrorDefinition NotOurs = new(
        "Roles.NotOurs", HoopErrorKind.ResourceExists,
        "There is a user of that name that HoopConnect did not make, or made for something else.",
        "-Adopt takes it over: attributes, privileges and memberships are brought into line, and it gets a new password.");

    public static readonly ErrorDefinition OrphanedCodeNotServed = new(
        "Roles.OrphanedCodeNotServed", HoopErrorKind.InvalidOperation,
        "On this engine nothing on the server tells which code a removed user wrote.",
        "On MySQL and MariaDB code never changes hands; look at DEFINER in information_schema.");

    public static readonly ErrorDefinition PlanOutOfDate = new(
        "Roles.PlanOutOfDate", HoopErrorKind.InvalidOperation,
        "The server has changed since the plan was made.",
        "Plan again.");

    public static readonly ErrorDefinition ReassignToNotFound = new(
        "Roles.ReassignToNotFound", HoopErrorKind.ObjectNotFound,
        "There is no role that could take over what the users own.",
        "Check -ReassignTo, or leave it out.");

    public static readonly ErrorDefinition ReassignToNotReachable = new(
        "Roles.ReassignToNotReachable", HoopErrorKind.PermissionDenied,
        "The master cannot act for that role, and so cannot give it anything.",
        "Make the master a member of it, or name another role with -ReassignTo.");

    public static readonly ErrorDefinition ReassignToTooPowerful = new(
        "Roles.ReassignToTooPowerful", HoopErrorKind.PermissionDenied,
        "That role could do more than the users could: their functions and views would run with its rights. Nothing was changed.",
        "Leave -ReassignTo out, name a role without rights, or drop the users' code with -DropCode.");

    public static readonly ErrorDefinition RemovalTakesAll = new(
        "Roles.RemovalTakesAll", HoopErrorKind.InvalidOperation,
        "A role is one login of the whole server: it is removed from every database, or from none. Nothing was changed.",
        "Leave -Database and -ExcludeDatabase out.");

    public static readonly ErrorDefinition ServerWideNotServed = new(
        "Roles.ServerWideNotServed", HoopErrorKind.InvalidOperation,
        "A role that writes on the whole server could write its own privileges there. Nothing was changed.",
        "Leave -ServerWide out, or give it for the reader alone.");

    public static readonly ErrorDefinition SidTaken = new(
        "Roles.SidTaken", HoopErrorKind.ResourceExists,
        "A login of another name has the SID that marks the role: somebody renamed it.",
        "Rename it back, or drop it, and run again.");
}
