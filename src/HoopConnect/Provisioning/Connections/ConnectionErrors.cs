using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Connections;

/// <summary>What can be wrong with connections, and with writing them in other forms.</summary>
internal static class ConnectionErrors
{
    public static readonly ErrorDefinition DatabaseNotEntered = new(
        "Connection.DatabaseNotEntered", HoopErrorKind.ObjectNotFound,
        "The connection was to lead to a database that is not there, or that its role may not enter.",
        "Name another -Database first, or leave it out: the connection leads to the database that RDS names, or to one that the role may " +
            "enter.");

    public static readonly ErrorDefinition FileExists = new(
        "Connection.FileExists", HoopErrorKind.ResourceExists,
        "The file is there already.",
        "Give another -Path, or -Force to write over it.");

    public static readonly ErrorDefinition InvalidName = new(
        "Connection.InvalidName", HoopErrorKind.InvalidArgument,
        "It cannot be the name of a connection.",
        "Choose a shorter connection prefix.");

    public static readonly ErrorDefinition InvalidPrefix = new(
        "Connection.InvalidPrefix", HoopErrorKind.InvalidArgument,
        "It cannot be used as a connection prefix.",
        "Give letters, digits, hyphens and what is known of a database in braces, for example prod-{identifier}.");

    public static readonly ErrorDefinition NamesClash = new(
        "Connection.NamesClash", HoopErrorKind.InvalidArgument,
        "Two databases of the run would have connections of the same names; nothing was changed.",
        "Give a -ConnectionPrefix that tells them apart, for example with {identifier}, {account} and {region}.");

    public static readonly ErrorDefinition NameTaken = new(
        "Connection.NameTaken", HoopErrorKind.ResourceExists,
        "The connection of that name leads to another server.",
        "Choose another connection prefix, or remove that connection first (Remove-HoopConnection).");

    public static readonly ErrorDefinition NeedsSession = new(
        "Connection.NeedsSession", HoopErrorKind.InvalidOperation,
        "The user of the connection is made by a policy when it is needed; no password is stored.",
        "Run the program in Invoke-HoopSession, or get a user and its password from New-HoopSessionUser.");

    public static readonly ErrorDefinition NotExpressible = new(
        "Connection.NotExpressible", HoopErrorKind.InvalidData,
        "A value of the connection cannot be written in that form, or the programs that read it do not keep its TLS mode.",
        "Use another form; where it is a character of the password, rotate it.");

    public static readonly ErrorDefinition NotFound = new(
        "Connection.NotFound", HoopErrorKind.ObjectNotFound,
        "There is no connection of that name.",
        "Get-HoopConnection lists those of a vault; -Vault names another vault.");

    public static readonly ErrorDefinition OneAtATime = new(
        "Connection.OneAtATime", HoopErrorKind.InvalidArgument,
        "That form has one set of names: a second connection would take the place of the first.",
        "Export one connection at a time, or use ConnectionString, PgPass or HoopJson, which take several.");

    public static readonly ErrorDefinition PasswordNeeded = new(
        "Connection.PasswordNeeded", HoopErrorKind.InvalidArgument,
        "That form is nothing without the password.",
        "Ask for the password to be included.");

    public static readonly ErrorDefinition PrefixNeeded = new(
        "Connection.PrefixNeeded", HoopErrorKind.InvalidArgument,
        "The connection needs a name.",
        "Give -ConnectionPrefix, for example prod.");

    public static readonly ErrorDefinition RoleFailed = new(
        "Connection.RoleFailed", HoopErrorKind.InvalidOperation,
        "The role could not be made as it should be, so nothing of it is given out.",
        "Its findings say why and who can mend it; then run New-HoopDbRole again.");

    public static readonly ErrorDefinition SecretMissing = new(
        "Connection.SecretMissing", HoopErrorKind.ObjectNotFound,
        "The vault has no entry with the password of the connection.",
        "Run New-HoopDbRole with -RotatePassword, or name the vault that has it with -Vault.");

    public static readonly ErrorDefinition Unreadable = new(
        "Connection.Unreadable", HoopErrorKind.InvalidData,
        "The vault entry holds no readable connection.",
        "Remove the entry from the vault and make the connection again.");

    public static readonly ErrorDefinition ValueMissing = new(
        "Connection.ValueMissing", HoopErrorKind.InvalidArgument,
        "The connection prefix asks for something that is not known of the database.",
        "Leave it out of the prefix, or give the database what it lacks.");

    public static readonly ErrorDefinition WriteFailed = new(
        "Connection.WriteFailed", HoopErrorKind.WriteError,
        "The file of the export could not be written. What was at its place before is there as it was.",
        "Give a -Path in a folder that is there and that you can write to; where another program has the file open, close it there.");

    public static readonly ErrorDefinition WrongForm = new(
        "Connection.WrongForm", HoopErrorKind.InvalidArgument,
        "That form is for another engine.",
        "Use Environment, ConnectionString or HoopJson, which serve every engine.");
}
