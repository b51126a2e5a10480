using HoopConnect.Hosting;

namespace HoopConnect.SessionUsers.Granters;

/// <summary>What can be wrong with who makes session users.</summary>
internal static class GranterErrors
{
    public static readonly ErrorDefinition InvalidDsn = new(
        "Granter.InvalidDsn", HoopErrorKind.InvalidArgument,
        "The granter's DSN cannot be used. No message quotes any part of it.",
        "Write it as postgres://user:password@host:port/postgres?sslmode=verify-full, user and password percent-encoded.");

    public static readonly ErrorDefinition NoHost = new(
        "Granter.NoHost", HoopErrorKind.InvalidData,
        "The vault entry of the granter is neither a DSN nor a credential whose metadata says a host.",
        "Store a DSN (postgres://user:password@host:port/postgres) under that name, or give the server with -HostName and -DbCredential.");

    public static readonly ErrorDefinition NoPassword = new(
        "Granter.NoPassword", HoopErrorKind.AuthenticationError,
        "The granter's DSN has no password.",
        "Write it as postgres://user:password@host:port/postgres, user and password percent-encoded.");

    public static readonly ErrorDefinition NotFound = new(
        "Granter.NotFound", HoopErrorKind.ObjectNotFound,
        "The vault entry that the policy names for its granter is not there.",
        "Store the granter's DSN under that name, or give the granter with -Dsn, or with -HostName and -DbCredential.");

    public static readonly ErrorDefinition NotGiven = new(
        "Granter.NotGiven", HoopErrorKind.InvalidArgument,
        "Without a vault nothing says who makes the user, and where.",
        "Give -Dsn, or -HostName and -DbCredential, or let a vault be used.");
}
