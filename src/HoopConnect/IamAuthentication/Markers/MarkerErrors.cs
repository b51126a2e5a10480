using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication.Markers;

/// <summary>What can be wrong with what stands for a credential.</summary>
internal static class MarkerErrors
{
    public static readonly ErrorDefinition HalfPair = new(
        "Marker.HalfPair", HoopErrorKind.InvalidArgument,
        "Of user and password, one asks for a token and the other does not.",
        "Write the pair: _aws_iam_rds:<user> as the user and _aws_iam_rds:authtoken as the password.");

    public static readonly ErrorDefinition Invalid = new(
        "Marker.Invalid", HoopErrorKind.InvalidArgument,
        "The reference cannot be read, or leads to another reference.",
        "Write _aws_iam_rds:<user>, _vaultkv1:<path>:<KEY> or _vaultkv2:<path>:<KEY>.");

    public static readonly ErrorDefinition KeyNotFound = new(
        "Marker.KeyNotFound", HoopErrorKind.ObjectNotFound,
        "The secret of HashiCorp Vault has no such key.",
        "Check the key; case counts.");

    public static readonly ErrorDefinition NoEndpoint = new(
        "Marker.NoEndpoint", HoopErrorKind.InvalidArgument,
        "A token is signed for one endpoint, and none is named.",
        "Give the database, or its endpoint with -HostName.");

    public static readonly ErrorDefinition NotAReference = new(
        "Marker.NotAReference", HoopErrorKind.InvalidArgument,
        "What was given is no reference to a vault.",
        "Write _vaultkv1:<path>:<KEY> or _vaultkv2:<path>:<KEY>; a pair that asks for a token goes to -UserName and -Password.");

    public static readonly ErrorDefinition TlsNeeded = new(
        "Marker.TlsNeeded", HoopErrorKind.InvalidArgument,
        "A token would cross in clear text: RDS takes it over TLS only.",
        "Leave -SslMode as it is, or give VerifyCA for a tunnel.");

    public static readonly ErrorDefinition Unknown = new(
        "Marker.Unknown", HoopErrorKind.InvalidArgument,
        "It begins like a reference to a provider of credentials that is not known.",
        "Known are _aws_iam_rds:<user> with _aws_iam_rds:authtoken, _vaultkv1:<path>:<KEY> and _vaultkv2:<path>:<KEY>.");
}
