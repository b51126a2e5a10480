using HoopConnect.Hosting;

namespace HoopConnect.Credentials.Vaults.HashiCorp;

/// <summary>What a HashiCorp Vault server, or the way to it, fails with.</summary>
internal static class HashiCorpErrors
{
    public static readonly ErrorDefinition Denied = new(
        "HashiCorp.Denied", HoopErrorKind.PermissionDenied,
        "The token may not read that path.",
        "Check that VAULT_TOKEN has not expired and that its policy allows read on this path.");

    public static readonly ErrorDefinition InvalidAddress = new(
        "HashiCorp.InvalidAddress", HoopErrorKind.InvalidArgument,
        "VAULT_ADDR cannot be used.",
        "Set VAULT_ADDR to https://host:port.");

    public static readonly ErrorDefinition InvalidAnswer = new(
        "HashiCorp.InvalidAnswer", HoopErrorKind.InvalidData,
        "What answers is no HashiCorp Vault, or the secret has values that are no texts.",
        "Check VAULT_ADDR and the secret.");

    public static readonly ErrorDefinition InvalidCaFile = new(
        "HashiCorp.InvalidCaFile", HoopErrorKind.InvalidArgument,
        "VAULT_CACERT cannot be used.",
        "Set VAULT_CACERT to the path of a PEM file with the authorities of the server, or unset it.");

    public static readonly ErrorDefinition InvalidPath = new(
        "HashiCorp.InvalidPath", HoopErrorKind.InvalidArgument,
        "It is not the path of a secret.",
        "Write it as <mount>/<name>, for version 2 of the engine as <mount>/data/<name>, there with ?version=N for one version.");

    public static readonly ErrorDefinition InvalidVariable = new(
        "HashiCorp.InvalidVariable", HoopErrorKind.InvalidArgument,
        "VAULT_TOKEN or VAULT_NAMESPACE has a character that neither can have, often the line end of the file it was read from.",
        "Set it again without line ends and spaces: VAULT_TOKEN=$(cat file) in a shell, (Get-Content -Raw file).Trim() in PowerShell.");

    public static readonly ErrorDefinition NoAddress = new(
        "HashiCorp.NoAddress", HoopErrorKind.InvalidOperation,
        "It is not known which server has the value.",
        "Set VAULT_ADDR to https://host:port, and VAULT_TOKEN.");

    public static readonly ErrorDefinition NoToken = new(
        "HashiCorp.NoToken", HoopErrorKind.AuthenticationError,
        "The server wants a token.",
        "Set VAULT_TOKEN.");

    public static readonly ErrorDefinition NotFound = new(
        "HashiCorp.NotFound", HoopErrorKind.ObjectNotFound,
        "The server has no such secret, or that version of it was deleted.",
        "Check the path and VAULT_NAMESPACE; paths of version 2 of the engine have data/ after the mount.");

    public static readonly ErrorDefinition Unreachable = new(
        "HashiCorp.Unreachable", HoopErrorKind.ConnectionError,
        "The server cannot be reached, or is sealed.",
        "Check VAULT_ADDR, the network and, for a private authority, VAULT_CACERT.");
}
