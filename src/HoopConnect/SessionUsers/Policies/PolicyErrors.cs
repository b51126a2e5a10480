using HoopConnect.Hosting;

namespace HoopConnect.SessionUsers.Policies;

/// <summary>What can be wrong with the policies of session users, and with the files they are in.</summary>
internal static class PolicyErrors
{
    public static readonly ErrorDefinition DuplicateName = new(
        "Policy.DuplicateName", HoopErrorKind.InvalidArgument,
        "A policy of that name is there more than once.",
        "Give each policy a name of its own.");

    public static readonly ErrorDefinition EmptyList = new(
        "Policy.EmptyList", HoopErrorKind.InvalidArgument,
        "A list of the policy is empty.",
        "Name at least one.");

    public static readonly ErrorDefinition FileNotFound = new(
        "Policy.FileNotFound", HoopErrorKind.ObjectNotFound,
        "There is no such file, or the folder has no policy file.",
        "Name the folder that the policy files are in, or a file.");

    public static readonly ErrorDefinition FileTooLarge = new(
        "Policy.FileTooLarge", HoopErrorKind.LimitsExceeded,
        "The file is too large for a file of policies.",
        "Give a file of policies; many policies can be spread over the files of a folder.");

    public static readonly ErrorDefinition FileUnreadable = new(
        "Policy.FileUnreadable", HoopErrorKind.PermissionDenied,
        "The file cannot be read.",
        "Check who may read it.");

    public static readonly ErrorDefinition InvalidDuration = new(
        "Policy.InvalidDuration", HoopErrorKind.InvalidArgument,
        "It is not a duration.",
        "Give one such as 12h, 90m or 1h30m.");

    public static readonly ErrorDefinition InvalidEntry = new(
        "Policy.InvalidEntry", HoopErrorKind.InvalidArgument,
        "plugin_config_entry is not the name of a vault entry.",
        "Put the DSN into the vault, and here the name under which it is there.");

    public static readonly ErrorDefinition InvalidExpiration = new(
        "Policy.InvalidExpiration", HoopErrorKind.InvalidArgument,
        "The expiration is too short or too long.",
        "Give one such as 12h, within the limits that the message names.");

    public static readonly ErrorDefinition InvalidInstance = new(
        "Policy.InvalidInstance", HoopErrorKind.InvalidArgument,
        "It cannot be used as an instance.",
        "Give a database, or database.schema, as the server spells it.");

    public static readonly ErrorDefinition MissingAttribute = new(
        "Policy.MissingAttribute", HoopErrorKind.InvalidArgument,
        "A policy lacks an attribute that every policy has.",
        "Add it.");

    public static readonly ErrorDefinition NoFile = new(
        "Policy.NoFile", HoopErrorKind.InvalidArgument,
        "Only the name of a policy was given.",
        "Name the file it is in with -PolicyFile, or give an object of Import-HoopPolicy.");

    public static readonly ErrorDefinition NotAPolicy = new(
        "Policy.NotAPolicy", HoopErrorKind.InvalidArgument,
        "The object is no policy.",
        "Give an object of Import-HoopPolicy, or the name of a policy and -PolicyFile.");

    public static readonly ErrorDefinition NotFound = new(
        "Policy.NotFound", HoopErrorKind.ObjectNotFound,
        "There is no policy of that name in what was read.",
        "List those there are with Import-HoopPolicy.");

    public static readonly ErrorDefinition NotUtf8 = new(
        "Policy.NotUtf8", HoopErrorKind.InvalidArgument,
        "The file is no text in UTF-8.",
        "Save it as UTF-8.");

    public static readonly ErrorDefinition PrivilegeNotServed = new(
        "Policy.PrivilegeNotServed", HoopErrorKind.InvalidArgument,
        "The engine has no such privilege.",
        "Leave it out; where it is TRUNCATE, DELETE empties a table as well.");

    public static readonly ErrorDefinition RepeatedAttribute = new(
        "Policy.RepeatedAttribute", HoopErrorKind.InvalidArgument,
        "An attribute is there twice.",
        "Leave one of them out.");

    public static readonly ErrorDefinition RepeatedInstance = new(
        "Policy.RepeatedInstance", HoopErrorKind.InvalidArgument,
        "An instance is there twice, perhaps in two spellings.",
        "Leave one of them out.");

    public static readonly ErrorDefinition RepeatedPrivilege = new(
        "Policy.RepeatedPrivilege", HoopErrorKind.InvalidArgument,
        "A privilege is there twice.",
        "Leave one of them out.");

    public static readonly ErrorDefinition Syntax = new(
        "Policy.Syntax", HoopErrorKind.InvalidArgument,
        "The file is not HCL as it is served here.",
        "Mend the place that the message names.");

    public static readonly ErrorDefinition SystemSchema = new(
        "Policy.SystemSchema", HoopErrorKind.InvalidArgument,
        "The schema belongs to the server itself; no session user is let into it.",
        "Name the schemas of your applications.");

    public static readonly ErrorDefinition UnknownAttribute = new(
        "Policy.UnknownAttribute", HoopErrorKind.InvalidArgument,
        "There is an attribute that policies do not have.",
        "Leave it out, or mend its spelling.");

    public static readonly ErrorDefinition UnknownBlock = new(
        "Policy.UnknownBlock", HoopErrorKind.InvalidArgument,
        "There is a block that policies do not have.",
        "Leave it out, or mend its spelling.");

    public static readonly ErrorDefinition UnknownEngine = new(
        "Policy.UnknownEngine", HoopErrorKind.InvalidArgument,
        "The engine is not served for session users.",
        "Name one that the message has.");

    public static readonly ErrorDefinition UnknownPrivilege = new(
        "Policy.UnknownPrivilege", HoopErrorKind.InvalidArgument,
        "The privilege is not known.",
        "Name one that the message has, in capitals.");

    public static readonly ErrorDefinition UserNameClash = new(
        "Policy.UserNameClash", HoopErrorKind.InvalidArgument,
        "Two different policies would share one user.",
        "Change the instances or privileges of one of them.");

    public static readonly ErrorDefinition WrongType = new(
        "Policy.WrongType", HoopErrorKind.InvalidArgument,
        "An attribute has a value of the wrong type.",
        "Give one of the type that the message names.");
}
